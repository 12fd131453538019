import { numpy as np } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { sparse, spmm } from '../../../training/tensor/index.ts'
import { product } from '../float64.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals } from '../op-case.ts'
import { dense, randomSparse } from '../sparse-matrices.ts'

const SIZES = [
  [1, 1, 4],
  [9, 5, 3],
  [6, 40, 36],
  [70, 12, 64],
]

export const cases: OpCases = {
  spmm: SIZES.map(([rows, cols, dim]) => {
    const matrix = randomSparse(rows, cols, 0.2, createRandom(3))
    const plain = dense(matrix)
    return {
      note: `by [${rows},${cols}]`,
      shapes: [[cols, dim]],
      engine: (tape, x) => spmm(tape, sparse(tape.runtime, matrix), x),
      reference: (x) => product([plain, cols], [x, dim]),
      oracle: (x) => np.matmul(constant(plain, [rows, cols]), x),
    }
  }),
}

export const refusals: Refusals = {
  'spmm: [4,5] does not match [4,4]': (tape) => {
    const graph = sparse(tape.runtime, randomSparse(4, 5, 0.5, createRandom(1)))
    return spmm(tape, graph, ones(tape, 4, 4))
  },
}
