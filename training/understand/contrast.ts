import { chunksOf } from '@tacit-rec/engine'
import {
  add,
  matmul,
  meanRows,
  normalizeRows,
  scale,
  softCrossEntropy,
  type Tape,
  type Var,
} from '../tensor/index.ts'
import type { Utterance } from './types.ts'

/** Runs of rows and the name of each. */
export interface Runs {
  /** Rows of all runs, one run after another. */
  rows: Int32Array
  /** [runs+1], ends of the runs among them. */
  ends: Int32Array
  names: readonly string[]
}

/** Clauses by intent, and values by slot, of utterances whose rows lie one after another. */
export function runsOf(utterances: readonly Utterance[]): { clauses: Runs; slots: Runs } {
  const [clauses, slots] = [collector(), collector()]
  let first = 0
  for (const one of utterances) {
    for (const { from, to, intent } of one.clauses) clauses.put(intent, first + from, first + to)
    for (const { name, from, to } of chunksOf(one.tags)) slots.put(name, first + from, first + to)
    first += one.tokens.length
  }
  return { clauses: clauses.all(), slots: slots.all() }
}

function collector() {
  const [rows, ends, names]: [number[], number[], string[]] = [[], [0], []]
  return {
    put(name: string, from: number, to: number) {
      for (let row = from; row < to; row++) rows.push(row)
      ends.push(rows.length)
      names.push(name)
    },
    all: (): Runs => ({ rows: Int32Array.from(rows), ends: Int32Array.from(ends), names }),
  }
}

/** A logit that no softmax sees. */
const NEVER = -1e4

/**
 * Supervised contrast (Khosla et al., NeurIPS 2020), which MMCL and PACL lay over clauses and slots:
 *
 *   z_i = mean of the rows of run i, scaled to length 1
 *   L = −mean_i 1/|P_i| · Σ_{p ∈ P_i} ln( e^{z_i·z_p/τ} / Σ_{j≠i} e^{z_i·z_j/τ} )
 *
 * with P_i the other runs of the same name; a run without any adds 0.
 *
 * @param x [n,d]
 * @returns [1,1]; null for fewer than two runs
 */
export function contrastOf(
  tape: Tape,
  x: Var,
  { rows, ends, names }: Runs,
  temperature: number,
): Var | null {
  const count = names.length
  if (count < 2) return null
  const z = normalizeRows(tape, meanRows(tape, x, rows, ends))
  const [self, targets] = [tape.constant(count, count), tape.constant(count, count)]
  const sizes = new Map<string, number>()
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      const others = sizes.get(names[i])! - 1
      self.data[i * count + j] = i === j ? NEVER : 0
      targets.data[i * count + j] = i !== j && names[i] === names[j] ? 1 / others : 0
    }
  const logits = scale(tape, matmul(tape, z, z, { transposeB: true }), 1 / temperature)
  return softCrossEntropy(tape, add(tape, logits, self), targets)
}
