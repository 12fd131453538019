import { gemm } from '../linear.ts'
import type { Tape, Var } from '../tape.ts'

export interface MatmulOptions {
  transposeA?: boolean
  transposeB?: boolean
}

/** op(A)·op(B). A constant A (texts) gets no gradient. */
export function matmul(tape: Tape, a: Var, b: Var, options: MatmulOptions = {}): Var {
  const { transposeA: ta = false, transposeB: tb = false } = options
  const [m, k] = ta ? [a.cols, a.rows] : [a.rows, a.cols]
  const [inner, n] = tb ? [b.cols, b.rows] : [b.rows, b.cols]
  if (k !== inner) throw new Error(`matmul: [${m},${k}] and [${inner},${n}] differ in inner size`)
  const y = tape.make(m, n)
  const { runtime } = tape
  gemm(runtime, { a, ta, b, tb, c: y, m, n, k })
  tape.record(() => {
    const dy = { pointer: y.gradient(), cols: n }
    const db = { pointer: b.gradient(), cols: b.cols }
    const accumulate = true
    if (tb) gemm(runtime, { a: dy, ta: true, b: a, tb: ta, c: db, m: n, n: k, k: m, accumulate })
    else gemm(runtime, { a, ta: !ta, b: dy, tb: false, c: db, m: k, n, k: m, accumulate })
    if (a.constant) return
    const da = { pointer: a.gradient(), cols: a.cols }
    if (ta) gemm(runtime, { a: b, ta: tb, b: dy, tb: true, c: da, m: k, n: m, k: n, accumulate })
    else gemm(runtime, { a: dy, ta: false, b, tb: !tb, c: da, m, n: k, k: n, accumulate })
  })
  return y
}
