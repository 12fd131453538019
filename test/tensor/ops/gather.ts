import { numpy as np } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { gather } from '../../../training/tensor/index.ts'
import { type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

export const cases: OpCases = {
  gather: SIZES.map(([rows, cols]) => {
    const random = createRandom(rows)
    const index = Int32Array.from({ length: 2 * rows + 1 }, () => random.below(rows))
    return {
      note: 'rows more than once',
      shapes: [[rows, cols]],
      engine: (tape, x) => gather(tape, x, index),
      reference: (x) => {
        const y = new Float64Array(index.length * cols)
        for (const [m, r] of index.entries()) y.set(x.subarray(r * cols, (r + 1) * cols), m * cols)
        return y
      },
      oracle: (x) => np.take(x, np.array(index, { dtype: np.int32 }), 0),
    }
  }),
}

export const refusals: Refusals = {
  'gather: index 4 at 1 is outside of 4 rows': (tape) =>
    gather(tape, ones(tape, 4, 4), Int32Array.of(3, 4)),
}
