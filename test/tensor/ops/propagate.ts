import { numpy as np } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { propagate, sparse } from '../../../training/tensor/index.ts'
import { product } from '../float64.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals } from '../op-case.ts'
import { dense, normalizedGraph, randomSparse } from '../sparse-matrices.ts'

const SIZES = [
  [12, 4, 0],
  [12, 5, 1],
  [31, 8, 2],
  [19, 36, 3],
]

export const cases: OpCases = {
  propagate: SIZES.flatMap(([nodes, dim, layers]) => {
    const matrix = normalizedGraph(nodes, 0.2, createRandom(5))
    const plain = dense(matrix)
    return (['sum', 'mean'] as const).map((combine) => {
      const factor = combine === 'mean' ? 1 / (layers + 1) : 1
      return {
        note: `${layers} layers, ${combine}`,
        shapes: [[nodes, dim]],
        engine: (tape, x) => {
          const graph = sparse(tape.runtime, matrix, { symmetric: true })
          return propagate(tape, graph, x, layers, combine)
        },
        reference: (x) => {
          const total = Float64Array.from(x)
          let layer: Float64Array = x
          for (let l = 0; l < layers; l++) {
            layer = product([plain, nodes], [layer, dim])
            for (let n = 0; n < total.length; n++) total[n] += layer[n]
          }
          return total.map((v) => factor * v)
        },
        oracle: (x) => {
          let [layer, sum] = [x.ref, x]
          for (let l = 0; l < layers; l++) {
            layer = np.matmul(constant(plain, [nodes, nodes]), layer)
            sum = sum.add(layer.ref)
          }
          layer.dispose()
          return sum.mul(factor)
        },
      }
    })
  }),
}

export const refusals: Refusals = {
  'without the flag symmetric': (tape) => {
    const oneWay = sparse(tape.runtime, randomSparse(4, 4, 0.5, createRandom(1)))
    return propagate(tape, oneWay, ones(tape, 4, 4), 2)
  },
}
