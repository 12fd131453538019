import { nn, numpy as np } from '@jax-js/jax'
import { gru } from '../../../training/tensor/index.ts'
import { constant } from '../jax-arrays.ts'
import { type OpCase, type OpCases, ones, type Refusals } from '../op-case.ts'

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v))

function reference(h: number, offsets: Int32Array, reverse: boolean): OpCase['reference'] {
  return (x, u) => {
    const y = new Float64Array((x.length / (3 * h)) * h)
    const product = (o: number, before: ArrayLike<number>) => {
      let sum = 0
      for (let c = 0; c < h; c++) sum += u[o * h + c] * before[c]
      return sum
    }
    for (let s = 0; s + 1 < offsets.length; s++) {
      let before = new Float64Array(h)
      for (let n = offsets[s]; n < offsets[s + 1]; n++) {
        const t = reverse ? offsets[s] + offsets[s + 1] - 1 - n : n
        const row = x.subarray(3 * h * t, 3 * h * (t + 1))
        before = Float64Array.from(before, (p, o) => {
          const r = sigmoid(row[o] + product(o, before))
          const z = sigmoid(row[h + o] + product(h + o, before))
          const c = Math.tanh(row[2 * h + o] + r * product(2 * h + o, before))
          return (1 - z) * c + z * p
        })
        y.set(before, t * h)
      }
    }
    return y
  }
}

/** The whole recurrence in arrays of one row, one after another. */
function oracle(h: number, offsets: Int32Array, reverse: boolean): OpCase['oracle'] {
  return (x, u) => {
    const rows: np.Array[] = []
    for (let s = 0; s + 1 < offsets.length; s++) {
      let before = constant(new Float64Array(h), [1, h])
      for (let n = offsets[s]; n < offsets[s + 1]; n++) {
        const t = reverse ? offsets[s] + offsets[s + 1] - 1 - n : n
        const part = (k: number, of: np.Array) => of.slice([], [k * h, (k + 1) * h])
        const own = x.ref.slice([t, t + 1])
        const sent = np.matmul(before.ref, np.transpose(u.ref))
        const r = nn.sigmoid(part(0, own.ref).add(part(0, sent.ref)))
        const z = nn.sigmoid(part(1, own.ref).add(part(1, sent.ref)))
        const c = np.tanh(part(2, own).add(r.mul(part(2, sent))))
        before = c.ref.add(z.mul(before.sub(c)))
        rows[t] = before.ref
      }
      before.dispose()
    }
    x.dispose()
    u.dispose()
    return np.concatenate(rows, 0)
  }
}

function caseOf(h: number, lengths: readonly number[], reverse = false): OpCase {
  const offsets = new Int32Array(lengths.length + 1)
  for (const [s, length] of lengths.entries()) offsets[s + 1] = offsets[s] + length
  return {
    note: `sequences of ${lengths}${reverse ? ', from the end' : ''}`,
    shapes: [
      [offsets[lengths.length], 3 * h],
      [3 * h, h],
    ],
    spread: 0.7,
    engine: (tape, x, u) => gru(tape, x, u, offsets, { reverse }),
    reference: reference(h, offsets, reverse),
    oracle: oracle(h, offsets, reverse),
  }
}

export const cases: OpCases = {
  gru: [
    caseOf(1, [1]),
    caseOf(4, [3, 1, 2]),
    caseOf(5, [4, 2, 3], true),
    caseOf(8, [7, 5]),
    caseOf(7, [1, 6], true),
  ],
}

export const refusals: Refusals = {
  'gru: [4,4] needs weights [4,': (tape) =>
    gru(tape, ones(tape, 4, 4), ones(tape, 4, 1), Int32Array.of(0, 4)),
  'gru: offsets must ascend from 0 to 4': (tape) =>
    gru(tape, ones(tape, 4, 3), ones(tape, 3, 1), Int32Array.of(0, 3)),
}
