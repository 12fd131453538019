import { nn, numpy as np } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { chainLoss } from '../../../training/tensor/index.ts'
import { logSumExp } from '../float64.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCase, type OpCases, ones, type Refusals } from '../op-case.ts'

/** By the sum over all sequences of labels in the logarithm, one row after another. */
function reference(S: number, labels: Int32Array, offsets: Int32Array): OpCase['reference'] {
  return (x, next) => {
    let loss = 0
    for (let s = 0; s + 1 < offsets.length; s++) {
      let [before, sums] = [S, new Float64Array(0)]
      for (let t = offsets[s]; t < offsets[s + 1]; t++) {
        const came = (c: number) =>
          t === offsets[s]
            ? next[S * S + c]
            : logSumExp(sums.map((sum, b) => sum + next[b * S + c]))
        sums = Float64Array.from({ length: S }, (_, c) => came(c) + x[t * S + c])
        loss -= x[t * S + labels[t]] + next[before * S + labels[t]]
        before = labels[t]
      }
      if (sums.length > 0) loss += logSumExp(sums)
    }
    return [loss / labels.length]
  }
}

/** By the scores of every sequence of labels, listed. */
function oracle(S: number, labels: Int32Array, offsets: Int32Array): OpCase['oracle'] {
  return (x, next) => {
    const n = labels.length
    /** Sum of the cells that a list of labels passes through: a product with counts. */
    const scores = (lists: number[][], from: number) => {
      const [own, pairs] = [n * S, (S + 1) * S].map((size) => new Float64Array(lists.length * size))
      for (const [l, list] of lists.entries())
        for (const [t, label] of list.entries()) {
          own[l * n * S + (from + t) * S + label]++
          pairs[l * (S + 1) * S + (t ? list[t - 1] : S) * S + label]++
        }
      return np
        .matmul(constant(own, [lists.length, n * S]), x.ref.reshape([n * S, 1]))
        .add(
          np.matmul(
            constant(pairs, [lists.length, S * (S + 1)]),
            next.ref.reshape([S * (S + 1), 1]),
          ),
        )
    }
    let loss = constant([0], [1, 1])
    for (let s = 0; s + 1 < offsets.length; s++) {
      const [from, to] = [offsets[s], offsets[s + 1]]
      if (from === to) continue
      let lists: number[][] = [[]]
      for (let t = from; t < to; t++)
        lists = lists.flatMap((list) => Array.from({ length: S }, (_, c) => [...list, c]))
      const total = nn.logsumexp(scores(lists, from), 0, { keepdims: true })
      loss = loss.add(total).sub(scores([[...labels.subarray(from, to)]], from))
    }
    x.dispose()
    next.dispose()
    return loss.mul(1 / n)
  }
}

function caseOf(S: number, lengths: readonly number[]): OpCase {
  const offsets = new Int32Array(lengths.length + 1)
  for (const [s, length] of lengths.entries()) offsets[s + 1] = offsets[s] + length
  const n = offsets[lengths.length]
  const random = createRandom(5)
  const labels = Int32Array.from({ length: n }, () => random.below(S))
  return {
    note: `sequences of ${lengths}`,
    shapes: [
      [n, S],
      [S + 1, S],
    ],
    engine: (tape, x, next) => chainLoss(tape, x, next, labels, offsets),
    reference: reference(S, labels, offsets),
    oracle: oracle(S, labels, offsets),
  }
}

export const cases: OpCases = {
  chainLoss: [caseOf(1, [2]), caseOf(3, [3, 1, 0, 2]), caseOf(4, [1, 5]), caseOf(5, [4, 2])],
}

const ends = Int32Array.of(0, 4)
export const refusals: Refusals = {
  'chainLoss: neighbours [4,4] for 4 labels': (tape) =>
    chainLoss(tape, ones(tape, 4, 4), ones(tape, 4, 4), new Int32Array(4), ends),
  'chainLoss: 4 labels must be below 4': (tape) =>
    chainLoss(tape, ones(tape, 4, 4), ones(tape, 5, 4), Int32Array.of(0, 1, 4, 0), ends),
  'chainLoss: offsets must ascend from 0 to 4': (tape) =>
    chainLoss(tape, ones(tape, 4, 4), ones(tape, 5, 4), new Int32Array(4), Int32Array.of(0, 3)),
}
