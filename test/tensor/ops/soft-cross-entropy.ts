import { nn } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { softCrossEntropy } from '../../../training/tensor/index.ts'
import { logSumExp, rowsOf } from '../float64.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

export const cases: OpCases = {
  softCrossEntropy: SIZES.map(([rows, cols]) => {
    // Their mass is not 1, so that ignoring it fails.
    const random = createRandom(9)
    const targets = Float32Array.from({ length: rows * cols }, () => random.uniform())
    return {
      shapes: [[rows, cols]],
      engine: (tape, x) => {
        const given = tape.constant(rows, cols)
        given.data.set(targets)
        return softCrossEntropy(tape, x, given)
      },
      reference: (x) => {
        let loss = 0
        for (const [r, row] of rowsOf(x, cols).entries()) {
          const total = logSumExp(row)
          for (let c = 0; c < cols; c++) loss -= targets[r * cols + c] * (row[c] - total)
        }
        return [loss / rows]
      },
      oracle: (x) =>
        nn
          .logSoftmax(x, 1)
          .mul(constant(targets, [rows, cols]))
          .sum()
          .mul(-1 / rows),
    }
  }),
}

export const refusals: Refusals = {
  'targets [1,3]': (tape) => softCrossEntropy(tape, ones(tape, 4, 4), ones(tape, 1, 3)),
}
