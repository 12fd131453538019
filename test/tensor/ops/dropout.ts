import { dropout } from '../../../training/tensor/index.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

/** The mask of a rate and seed, as the kernel draws it (kernels/shared/draw.as.ts). */
function maskOf(count: number, rate: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => {
    let h = (Math.imul(n, 0x9e3779b9) + seed) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return (h ^ (h >>> 16)) >>> 8 >= rate * 2 ** 24 ? 1 / (1 - rate) : 0
  })
}

export const cases: OpCases = {
  dropout: SIZES.map(([rows, cols]) => {
    const mask = maskOf(rows * cols, 0.25, 11)
    return {
      note: 'a quarter',
      shapes: [[rows, cols]],
      engine: (tape, x) => dropout(tape, x, 0.25, 11),
      reference: (x) => x.map((v, n) => v * mask[n]),
      oracle: (x) => x.mul(constant(mask, [rows, cols])),
    }
  }),
}

export const refusals: Refusals = {
  'dropout: rate 1 must be in [0, 1)': (tape) => dropout(tape, ones(tape, 2, 2), 1, 1),
}
