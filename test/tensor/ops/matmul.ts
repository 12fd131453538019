import { numpy as np } from '@jax-js/jax'
import { matmul } from '../../../training/tensor/index.ts'
import { product } from '../float64.ts'
import { type OpCases, ones, type Refusals } from '../op-case.ts'

const SIZES = [
  [1, 1, 1],
  [4, 8, 4],
  [5, 9, 3],
  [13, 17, 70],
]
const WAYS = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
)

export const cases: OpCases = {
  matmul: SIZES.flatMap(([m, n, k]) =>
    WAYS.map((options) => {
      const { transposeA: ta, transposeB: tb } = options
      const turned = (x: np.Array, flag: boolean) => (flag ? np.transpose(x) : x)
      return {
        note: `transposed: ${ta}, ${tb}`,
        shapes: [ta ? [k, m] : [m, k], tb ? [n, k] : [k, n]],
        engine: (tape, a, b) => matmul(tape, a, b, options),
        reference: (a, b) => product([a, ta ? m : k, ta], [b, tb ? k : n, tb]),
        oracle: (a, b) => np.matmul(turned(a, ta), turned(b, tb)),
      }
    }),
  ),
}

export const refusals: Refusals = {
  'matmul: [4,3] and [4,2] differ in inner size': (tape) =>
    matmul(tape, ones(tape, 4, 3), ones(tape, 4, 2)),
}
