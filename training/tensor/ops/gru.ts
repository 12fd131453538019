import { rowsBefore } from '../indices.ts'
import { gemm } from '../linear.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

export interface GruOptions {
  /** Reads each sequence from its last row to its first. */
  reverse?: boolean
}

/**
 * A gated recurrent unit (Cho et al., EMNLP 2014) over adjacent sequences. With p the output of the
 * row before in its sequence, zeros before the first, and [r', z', c'] = X[t]:
 *
 *   r = σ(r' + U₁p),  z = σ(z' + U₂p),  c = tanh(c' + r⊙U₃p),  Y[t] = (1 − z)⊙c + z⊙p
 *
 * @param x [n,3h], inputs times their weights plus biases
 * @param u [3h,h]
 * @param offsets [S+1], the first row of each sequence, then n
 * @returns [n,h]
 */
export function gru(
  tape: Tape,
  x: Var,
  u: Var,
  offsets: Int32Array,
  { reverse = false }: GruOptions = {},
): Var {
  const { rows, cols: h } = { rows: x.rows, cols: u.cols }
  const sequences = offsets.length - 1
  const ascending = offsets.every((end, s) => end >= (s ? offsets[s - 1] : 0))
  if (x.cols !== 3 * h || u.rows !== 3 * h)
    throw new Error(`gru: [${x.rows},${x.cols}] needs weights [${x.cols},${x.cols / 3}]`)
  if (offsets[0] !== 0 || offsets[sequences] !== rows || !ascending)
    throw new Error(`gru: offsets must ascend from 0 to ${rows}`)
  const { runtime } = tape
  const y = tape.make(rows, h)
  const gates = runtime.room(rows * h * 16)
  const zeros = runtime.alloc(h * 4)
  const ends = tape.ints(offsets)
  const shared = [u.pointer, ends, +reverse, zeros, y.pointer, gates]
  runShared(runtime, sequences, (from, to) => ['gruForward', from, to, x.pointer, ...shared, h])
  tape.record(() => {
    const slopes = runtime.room(rows * h * 12)
    const carry = runtime.room(runtime.threads * h * 8)
    const [dy, dx] = [y.gradient(), x.gradient()]
    runShared(runtime, sequences, (from, to, thread) => [
      'gruBackward',
      ...[from, to, dy, ...shared, dx, slopes, carry + thread * h * 8, h],
    ])
    const before = runtime.room(rows * h * 4)
    const index = tape.ints(rowsBefore(offsets, reverse))
    runShared(runtime, rows, (from, to) => [
      'windowForward',
      ...[from, to, y.pointer, index, before, 1, h],
    ])
    gemm(runtime, {
      a: { pointer: slopes, cols: 3 * h },
      ta: true,
      b: { pointer: before, cols: h },
      tb: false,
      c: { pointer: u.gradient(), cols: h },
      m: 3 * h,
      n: h,
      k: rows,
      accumulate: true,
    })
  })
  return y
}
