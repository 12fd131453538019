import { addInto } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'

/** X + Y, both [r,c]. */
export function add(tape: Tape, x: Var, y: Var): Var {
  if (x.rows !== y.rows || x.cols !== y.cols)
    throw new Error(`add: [${x.rows},${x.cols}] and [${y.rows},${y.cols}] differ`)
  const out = tape.make(x.rows, x.cols)
  const count = x.rows * x.cols
  addInto(tape.runtime, out.pointer, x.pointer, count)
  addInto(tape.runtime, out.pointer, y.pointer, count)
  tape.record(() => {
    addInto(tape.runtime, x.gradient(), out.gradient(), count)
    addInto(tape.runtime, y.gradient(), out.gradient(), count)
  })
  return out
}

/** factor·X. */
export function scale(tape: Tape, x: Var, factor: number): Var {
  const out = tape.make(x.rows, x.cols)
  const count = x.rows * x.cols
  addInto(tape.runtime, out.pointer, x.pointer, count, factor)
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
