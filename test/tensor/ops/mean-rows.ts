import { numpy as np } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { meanRows } from '../../../training/tensor/index.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCase, type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

function caseOf([rows, cols]: readonly [number, number]): OpCase {
  const random = createRandom(rows)
  const bags = rows + 2
  // Bag 1 is empty, and some hold a row twice.
  const sizes = Array.from({ length: bags }, (_, b) => (b === 1 ? 0 : 1 + random.below(4)))
  const offsets = new Int32Array(bags + 1)
  for (const [b, size] of sizes.entries()) offsets[b + 1] = offsets[b] + size
  const index = Int32Array.from({ length: offsets[bags] }, () => random.below(rows))
  const shares = new Float64Array(bags * rows)
  for (let b = 0; b < bags; b++)
    for (let e = offsets[b]; e < offsets[b + 1]; e++) shares[b * rows + index[e]] += 1 / sizes[b]
  return {
    note: 'with an empty bag',
    shapes: [[rows, cols]],
    engine: (tape, x) => meanRows(tape, x, index, offsets),
    reference: (x) =>
      Float64Array.from({ length: bags * cols }, (_, n) => {
        const b = Math.floor(n / cols)
        let sum = 0
        for (let r = 0; r < rows; r++) sum += shares[b * rows + r] * x[r * cols + (n % cols)]
        return sum
      }),
    oracle: (x) => np.matmul(constant(shares, [bags, rows]), x),
  }
}

export const cases: OpCases = { meanRows: SIZES.map(caseOf) }

export const refusals: Refusals = {
  'meanRows: index 4 at 1 is outside of 4 rows': (tape) =>
    meanRows(tape, ones(tape, 4, 4), Int32Array.of(3, 4), Int32Array.of(0, 2)),
  'meanRows: offsets must ascend from 0 to 2': (tape) =>
    meanRows(tape, ones(tape, 4, 4), Int32Array.of(3, 1), Int32Array.of(0, 2, 1)),
}
