import type { StudentWeights } from '@tacit-rec/pack'
import { createRandom } from '../random.ts'
import { type Csr, columnCounts, normalizeBoth, rightSingular, transpose } from '../sparse/index.ts'
import {
  add,
  catalogueSoftmax,
  exp,
  type Graph,
  gather,
  intentAttention,
  mulRows,
  normalizeRows,
  type Parameter,
  parameter,
  type Runtime,
  scale,
  sparse,
  spmm,
  type Tape,
  type Var,
} from '../tensor/index.ts'
import type { Batch } from './examples.ts'
import type { StudentSettings } from './settings.ts'

/** What a trained student is, before it is quantized. All row-major. */
export interface StudentTables {
  /** z_i, unit rows, [N,d]. */
  embeddings: Float32Array
  /** How much item i counts in a history: its event vector is gain·z, [N]. */
  gain: Float32Array
  /** b_i, [N]. */
  bias: Float32Array
  weights: StudentWeights
}

/** What the student's graph smoothing and its start are made from. */
export interface StudentGraph {
  /** Users × items, binary. */
  interactions: Csr
  /** Text neighbours, rows sum to 1, or null. */
  text: Csr | null
  /** True where events have an order, so that a newer one counts more. */
  ordered: boolean
  kinds: { weight: number }[]
}

/** Decay of attention per newer event, e^-.35 ≈ .7: that of the memory (METHOD 3). */
const PACE = 0.35

/**
 * The student in training. Item vectors are F = E + a·S·E + b·T·E with
 * S = D_i^{-½}·Xᵀ·D_u^{-1}·X·D_i^{-½} (METHOD 3, low-rank) and T the text neighbours; candidates are
 * z = F/‖F‖, events x = e^w·F, user intents attention-weighted sums of events. With all queries
 * zero it is the closed-form low-rank model, which is where training starts, from an SVD.
 */
export class StudentModel {
  readonly settings: StudentSettings
  readonly items: number
  readonly kinds: number
  readonly #ordered: boolean
  readonly #smooth: { down: Graph; up: Graph }
  readonly #text: Graph | null
  readonly #embedding: Parameter
  readonly #logGain: Parameter
  readonly #bias: Parameter
  readonly #attention: { query: Parameter; position: Parameter; kind: Parameter; age: Parameter }

  constructor(runtime: Runtime, graph: StudentGraph, settings: StudentSettings, seed: number) {
    const { interactions: x, text, ordered, kinds } = graph
    const { dim, intents, history } = settings
    const random = createRandom(seed)
    this.settings = settings
    this.items = x.cols
    this.kinds = kinds.length
    this.#ordered = ordered
    const normalized = normalizeBoth(x)
    this.#smooth = { down: sparse(runtime, normalized), up: sparse(runtime, transpose(normalized)) }
    this.#text = text && settings.textSmoothing > 0 ? sparse(runtime, text) : null
    const degree = columnCounts(x)
    const start = startFromSvd(normalized, dim, random)
    this.#embedding = parameter(runtime, x.cols, dim, start)
    this.#logGain = parameter(runtime, x.cols, 1, (i) => -0.25 * Math.log(Math.max(1, degree[i])))
    this.#bias = parameter(runtime, x.cols, 1, () => 0)
    const { query, position, kind, age } = startAttention(settings, kinds, ordered, random)
    this.#attention = {
      query: parameter(runtime, intents, dim, query),
      position: parameter(runtime, intents, history, position),
      kind: parameter(runtime, intents, kinds.length, kind),
      age: parameter(runtime, intents, 2, age),
    }
  }

  /** What the optimizer moves. Positions stay zero where order means nothing. */
  get parameters(): Parameter[] {
    const { query, position, kind, age } = this.#attention
    const always = [this.#embedding, this.#logGain, this.#bias, query, kind, age]
    return this.#ordered ? [...always, position] : always
  }

  /** Mean cross-entropy of a batch over the whole catalogue. */
  loss(tape: Tape, batch: Batch, pool = this.settings.pool): Var {
    const { intents, temperature, labelSmoothing } = this.settings
    const vectors = this.#vectors(tape)
    const queries = normalizeRows(tape, this.#userIntents(tape, vectors, batch))
    return catalogueSoftmax(
      tape,
      { queries, items: normalizeRows(tape, vectors), bias: this.#bias },
      {
        intents,
        pool,
        temperature,
        targets: batch.targets,
        mask: batch.mask,
        smoothing: labelSmoothing,
      },
    )
  }

  /** The tables as they stand now, copied out of the arena. */
  tables(tape: Tape): StudentTables {
    const { dim } = this.settings
    const vectors = this.#vectors(tape).data.slice()
    tape.reset()
    const gain = new Float32Array(this.items)
    for (let i = 0; i < this.items; i++) {
      const row = vectors.subarray(i * dim, (i + 1) * dim)
      const norm = Math.sqrt(row.reduce((sum, v) => sum + v * v, 1e-12))
      for (let c = 0; c < dim; c++) row[c] /= norm
      gain[i] = norm * Math.exp(this.#logGain.data[i])
    }
    const copy = (p: Parameter) => p.data.slice()
    const { query, position, kind, age } = this.#attention
    return {
      embeddings: vectors,
      gain,
      bias: copy(this.#bias),
      weights: {
        query: copy(query),
        position: copy(position),
        kind: copy(kind),
        age: copy(age),
      },
    }
  }

  #vectors(tape: Tape): Var {
    const { smoothing, textSmoothing } = this.settings
    const users = spmm(tape, this.#smooth.down, this.#embedding)
    const near = spmm(tape, this.#smooth.up, users)
    const smoothed = add(tape, this.#embedding, scale(tape, near, smoothing))
    if (!this.#text) return smoothed
    const alike = spmm(tape, this.#text, this.#embedding)
    return add(tape, smoothed, scale(tape, alike, textSmoothing))
  }

  #userIntents(tape: Tape, vectors: Var, batch: Batch): Var {
    const weighted = mulRows(tape, vectors, exp(tape, this.#logGain))
    return intentAttention(tape, gather(tape, weighted, batch.item), batch, this.#attention)
  }
}

/** The encoder's weights before training; wide queries where there is something to learn. */
export function startAttention(
  { dim, intents, history, queryScale, paceSpread }: StudentSettings,
  kinds: readonly { weight: number }[],
  ordered: boolean,
  random = createRandom(1),
): StudentWeights {
  const fill = (length: number, value: (n: number) => number) =>
    Float32Array.from({ length }, (_, n) => value(n))
  return {
    query: fill(intents * dim, () => queryScale * random.normal()),
    position: fill(intents * history, (n) =>
      ordered ? -pace(Math.floor(n / history), intents, paceSpread) * (n % history) : 0,
    ),
    kind: fill(intents * kinds.length, (n) =>
      Math.log(Math.max(1e-3, kinds[n % kinds.length].weight)),
    ),
    age: new Float32Array(intents * 2),
  }
}

/** How fast intent k forgets, per event, at the start: from slow to fast around {@link PACE}. */
function pace(k: number, K: number, spread: number): number {
  return K > 1 ? PACE * 2 ** (spread * ((2 * k) / (K - 1) - 1)) : PACE
}

/** V·√Σ of the normalized matrix, scaled to a mean row norm of 1. */
function startFromSvd(normalized: Csr, dim: number, random: ReturnType<typeof createRandom>) {
  const start = rightSingular(normalized, dim, random)
  let norms = 0
  for (let i = 0; i < normalized.cols; i++)
    norms += Math.hypot(...start.subarray(i * dim, (i + 1) * dim))
  const factor = norms > 0 ? normalized.cols / norms : 1
  // A little noise gives items without events a direction of their own.
  return start.map((v) => v * factor + (0.01 * random.normal()) / Math.sqrt(dim))
}
