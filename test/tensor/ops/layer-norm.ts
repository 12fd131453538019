import { numpy as np } from '@jax-js/jax'
import { add, layerNorm } from '../../../training/tensor/index.ts'
import { mapRows } from '../float64.ts'
import { type OpCase, type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

/** (x − mean)/√(variance + 1e-5). */
function standard(row: Float64Array): Float64Array {
  const mean = row.reduce((sum, v) => sum + v, 0) / row.length
  const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length
  return row.map((v) => (v - mean) / Math.sqrt(variance + 1e-5))
}

function oracle(x: np.Array, gain: np.Array, bias: np.Array): np.Array {
  const centred = x.ref.sub(np.mean(x, 1, { keepdims: true }))
  const variance = np.mean(np.square(centred.ref), 1, { keepdims: true })
  return centred
    .div(np.sqrt(variance.add(1e-5)))
    .mul(gain)
    .add(bias)
}

function caseOf([rows, cols]: readonly [number, number], shift = 0): OpCase {
  return {
    note: shift ? `a mean of ${shift}` : undefined,
    shapes: [
      [rows, cols],
      [1, cols],
      [1, cols],
    ],
    // Rounding X + 1000 alone causes an error of 3e-5.
    tolerance: shift ? 1e-4 : undefined,
    engine: (tape, x, gain, bias) => {
      const shifts = tape.constant(rows, cols)
      shifts.data.fill(shift)
      return layerNorm(tape, shift ? add(tape, x, shifts) : x, gain, bias)
    },
    reference: (x, gain, bias) => {
      const shifted = x.map((v) => v + shift)
      return mapRows(shifted, cols, standard).map((v, n) => gain[n % cols] * v + bias[n % cols])
    },
    oracle: (x, gain, bias) => oracle(x.add(shift), gain, bias),
  }
}

export const cases: OpCases = {
  layerNorm: [...SIZES.map((size) => caseOf(size)), caseOf([17, 32], 1000)],
}

export const refusals: Refusals = {
  'layerNorm: [4,4] needs a gain and a bias [1,4], not [1,4] and [1,3]': (tape) =>
    layerNorm(tape, ones(tape, 4, 4), ones(tape, 1, 4), ones(tape, 1, 3)),
}
