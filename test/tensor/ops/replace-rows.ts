import { replaceRows } from '../../../training/tensor/index.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

export const cases: OpCases = {
  replaceRows: SIZES.map(([rows, cols]) => {
    const index = Int32Array.from({ length: Math.ceil(rows / 3) }, (_, n) => 3 * n)
    const replaced = Float64Array.from({ length: rows }, (_, r) => +(r % 3 === 0))
    return {
      note: 'every third',
      shapes: [
        [rows, cols],
        [1, cols],
      ],
      engine: (tape, x, token) => replaceRows(tape, x, index, token),
      reference: (x, token) =>
        x.map((v, n) => (replaced[Math.floor(n / cols)] ? token[n % cols] : v)),
      oracle: (x, token) => {
        const kept = replaced.map((v) => 1 - v)
        const others = x.mul(constant(kept, [rows, 1]))
        return others.add(token.mul(constant(replaced, [rows, 1])))
      },
    }
  }),
}

export const refusals: Refusals = {
  'replaceRows: [4,4] needs indices of its rows': (tape) =>
    replaceRows(tape, ones(tape, 4, 4), Int32Array.of(4), ones(tape, 1, 4)),
}
