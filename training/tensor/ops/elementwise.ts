import { addInto, scaleInto } from '../linear.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/** X + Y + …, all [r,c]. */
export function add(tape: Tape, x: Var, ...others: Var[]): Var {
  const { rows, cols } = x
  const wrong = others.find((y) => y.rows !== rows || y.cols !== cols)
  if (wrong) throw new Error(`add: [${rows},${cols}] and [${wrong.rows},${wrong.cols}] differ`)
  const { runtime } = tape
  const out = tape.make(rows, cols)
  const count = rows * cols
  scaleInto(runtime, out.pointer, x.pointer, count)
  for (const input of others) addInto(runtime, out.pointer, input.pointer, count)
  tape.record(() => {
    for (const input of [x, ...others])
      if (!input.constant) addInto(runtime, input.gradient(), out.gradient(), count)
  })
  return out
}

/** X⊙Y, both [r,c]. */
export function mul(tape: Tape, x: Var, y: Var): Var {
  if (x.rows !== y.rows || x.cols !== y.cols)
    throw new Error(`mul: [${x.rows},${x.cols}] and [${y.rows},${y.cols}] differ`)
  const out = tape.make(x.rows, x.cols)
  const multiply = (to: number, a: number, b: number, accumulate: boolean) =>
    runShared(
      tape.runtime,
      x.rows * x.cols,
      (from, end) => ['multiply', to, a, b, +accumulate, from, end],
      1024,
    )
  multiply(out.pointer, x.pointer, y.pointer, false)
  tape.record(() => {
    if (!x.constant) multiply(x.gradient(), out.gradient(), y.pointer, true)
    if (!y.constant) multiply(y.gradient(), out.gradient(), x.pointer, true)
  })
  return out
}

/** X where it is positive, else slope·X (Maas et al., ICML 2013). */
export function leakyRelu(tape: Tape, x: Var, slope = 0.01): Var {
  const out = tape.make(x.rows, x.cols)
  const leak = (to: number, from: number, accumulate: boolean) =>
    runShared(
      tape.runtime,
      x.rows * x.cols,
      (begin, end) => ['leak', to, from, x.pointer, slope, +accumulate, begin, end],
      1024,
    )
  leak(out.pointer, x.pointer, false)
  tape.record(() => leak(x.gradient(), out.gradient(), true))
  return out
}

/** factor·X. */
export function scale(tape: Tape, x: Var, factor: number): Var {
  const out = tape.make(x.rows, x.cols)
  const count = x.rows * x.cols
  scaleInto(tape.runtime, out.pointer, x.pointer, count, factor)
  tape.record(() => addInto(tape.runtime, x.gradient(), out.gradient(), count, factor))
  return out
}

/** e^X by element; dX += dY·Y. */
export function exp(tape: Tape, x: Var): Var {
  const y = tape.make(x.rows, x.cols)
  for (let n = 0; n < y.data.length; n++) y.data[n] = Math.exp(x.data[n])
  tape.record(() => {
    const [to, from] = [x.grad, y.grad]
    for (let n = 0; n < to.length; n++) to[n] += from[n] * y.data[n]
  })
  return y
}

/** Σ x² as [1,1]. */
export function sumSquares(tape: Tape, x: Var): Var {
  const out = tape.make(1, 1)
  const { data } = x
  let sum = 0
  for (let n = 0; n < data.length; n++) sum += data[n] * data[n]
  out.data[0] = sum
  tape.record(() => addInto(tape.runtime, x.gradient(), x.pointer, data.length, 2 * out.grad[0]))
  return out
}
