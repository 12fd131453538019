import type { Random } from '../../../random.ts'
import {
  add,
  constant,
  gather,
  gaussianNoise,
  infoNce,
  mul,
  softCrossEntropy,
  type Tape,
  type Var,
} from '../../../tensor/index.ts'
import { batchNodes, contrasted, type Nodes } from '../nodes.ts'
import type { TextVectors, Triples } from '../types.ts'

/** Text vectors by node, users first, zero-padded to a width that the kernels accept. */
export interface NodeText {
  /** A multiple of 4. */
  width: number
  /** [count,width], a constant. */
  readonly all: Var
  /** [n,width], a constant of the step. */
  rows(tape: Tape, nodes: Int32Array): Var
}

/** Copies the vectors into the arena, so that all threads gather a step's rows. */
export function nodeText(
  { width, users, items }: TextVectors,
  { runtime, count }: Pick<Nodes, 'runtime' | 'count'>,
): NodeText {
  const padded = Math.ceil(width / 4) * 4
  const all = constant(runtime, count, padded)
  for (const [first, source] of [
    [0, users] as const,
    [count - items.length / width, items] as const,
  ])
    for (let row = 0; row * width < source.length; row++)
      all.data.set(source.subarray(row * width, (row + 1) * width), (first + row) * padded)
  return { width: padded, all, rows: (tape, nodes) => gather(tape, all, nodes) }
}

/** The nodes on which text and graph are compared in one step. */
export interface TextBatch {
  /** Each once: users, then items. */
  nodes: Int32Array
  /** The batch's users, positive items and negative items, each once, as positions in `nodes`. */
  groups: readonly Int32Array[]
  /** Its users and its items, likewise. */
  sides: readonly Int32Array[]
}

/**
 * Contrast over all nodes costs |V|² a step, so text is contrasted within the batch's own nodes,
 * each once, of at most `anchors` of its triples (docs/method.md#rlmrec).
 */
export function textBatch(nodes: Nodes, batch: Triples, anchors: number): TextBatch {
  const { users, positives, negatives } = batchNodes(nodes, contrasted(batch, anchors))
  const all = Int32Array.from(new Set([...users, ...positives, ...negatives])).sort()
  const place = new Map(Array.from(all, (node, n) => [node, n]))
  const groups = [users, positives, negatives].map((group) => group.map((n) => place.get(n)!))
  const order = Int32Array.from(all.keys())
  const sides = [order.subarray(0, users.length), order.subarray(users.length)]
  return { nodes: all, groups, sides }
}

/** Σ over groups of InfoNCE between the rows of two matrices, [1,1]. */
export function align(
  tape: Tape,
  a: Var,
  b: Var,
  groups: readonly Int32Array[],
  temperature: number,
): Var {
  const losses = groups.map((group) =>
    infoNce(tape, gather(tape, a, group), gather(tape, b, group), { temperature }),
  )
  return add(tape, losses[0], ...losses.slice(1))
}

/**
 * {@link align} of two disturbed matrices, x + x⊙ε with ε ~ N(0,noise²): IRLLRec's translation
 * (docs/method.md#irllrec).
 *
 * @param random gives the seeds of the noise
 */
export function translate(
  tape: Tape,
  x: Var,
  y: Var,
  groups: readonly Int32Array[],
  { temperature, noise, random }: { temperature: number; noise: number; random: Random },
): Var {
  const [a, b] = [x, y].map((v) => {
    const how = { seed: random.below(2 ** 32), mean: 1, deviation: noise }
    return mul(tape, v, gaussianNoise(tape, v.rows, v.cols, how))
  })
  return align(tape, a, b, groups, temperature)
}

/**
 * IRLLRec's matching (docs/method.md#irllrec): the cross-entropy of both matrices to one soft target,
 * row by row, [1,1].
 *
 * @param soft softmax(z_m), a constant
 */
export function match(tape: Tape, x: Var, y: Var, soft: Var): Var {
  const [ofX, ofY] = [x, y].map((v) => softCrossEntropy(tape, v, soft))
  return add(tape, ofX, ofY)
}
