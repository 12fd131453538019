import { nn, numpy as np } from '@jax-js/jax'
import { intentMix } from '../../../training/tensor/index.ts'
import { mapRows, product, softmax } from '../float64.ts'
import { times } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals } from '../op-case.ts'

/** Rows, width d, K: the first three rows are mixed from K prototypes, the others from K + 1. */
const SETTINGS = [
  [5, 4, 3],
  [9, 32, 16],
]

function reference(x: Float64Array, prototypes: Float64Array, K: number): Float64Array {
  const d = prototypes.length / K
  const logits = product([x, d], [prototypes, K])
  return product([mapRows(logits, K, softmax), K], [prototypes, K, true])
}

function oracle(x: np.Array, prototypes: np.Array): np.Array {
  return times(nn.softmax(np.matmul(x, prototypes.ref), 1), prototypes)
}

export const cases: OpCases = {
  intentMix: SETTINGS.map(([rows, d, K]) => ({
    shapes: [
      [rows, d],
      [d, K],
      [d, K + 1],
    ],
    engine: (tape, x, users, items) =>
      intentMix(tape, x, [
        { from: 0, to: 3, prototypes: users },
        { from: 3, to: rows, prototypes: items },
      ]),
    reference: (x, users, items) => [
      ...reference(x.subarray(0, 3 * d), users, K),
      ...reference(x.subarray(3 * d), items, K + 1),
    ],
    oracle: (x, users, items) => {
      const [first, others] = np.split(x, [3], 0)
      return np.concatenate([oracle(first, users), oracle(others, items)], 0)
    },
  })),
}

export const refusals: Refusals = {
  'intentMix: groups up to [3]': (tape) =>
    intentMix(tape, ones(tape, 4, 4), [{ from: 0, to: 3, prototypes: ones(tape, 4, 2) }]),
}
