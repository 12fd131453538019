import { numpy as np } from '@jax-js/jax'
import { windowRows } from '../../../training/tensor/index.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCase, type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

/** Each row with those two before and after it. */
function caseOf([rows, cols]: readonly [number, number]): OpCase {
  const index = Int32Array.from({ length: 3 * rows }, (_, m) => {
    const from = Math.floor(m / 3) + 2 * ((m % 3) - 1)
    return from < 0 || from >= rows ? -1 : from
  })
  const picks = new Float64Array(index.length * rows)
  for (const [m, from] of index.entries()) if (from >= 0) picks[m * rows + from] = 1
  return {
    note: 'with windows beyond the ends',
    shapes: [[rows, cols]],
    engine: (tape, x) => windowRows(tape, x, index, 3),
    reference: (x) =>
      Float64Array.from({ length: index.length * cols }, (_, n) => {
        const from = index[Math.floor(n / cols)]
        return from < 0 ? 0 : x[from * cols + (n % cols)]
      }),
    oracle: (x) =>
      np.reshape(np.matmul(constant(picks, [index.length, rows]), x), [rows, 3 * cols]),
  }
}

export const cases: OpCases = { windowRows: SIZES.map(caseOf) }

export const refusals: Refusals = {
  'windowRows: 4 indices are not a multiple of 3': (tape) =>
    windowRows(tape, ones(tape, 4, 4), Int32Array.of(0, 1, 2, 3), 3),
  'windowRows: index 4 at 1 is outside of 4 rows': (tape) =>
    windowRows(tape, ones(tape, 4, 4), Int32Array.of(-1, 0, 4), 3),
}
