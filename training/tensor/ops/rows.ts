import { addInto, scaleInto, softmaxInto } from '../linear.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/** X[r,:]·w[r]; w is [r,1]. */
export function mulRows(tape: Tape, x: Var, w: Var): Var {
  const { rows, cols } = x
  if (w.rows !== rows || w.cols !== 1)
    throw new Error(
      `mulRows: [${rows},${cols}] needs weights [${rows},1], not [${w.rows},${w.cols}]`,
    )
  const { runtime } = tape
  const y = tape.make(rows, cols)
  const product = (a: number, to: number, accumulate: boolean) =>
    runShared(runtime, rows, (from, end) => [
      'scaleRows',
      ...[from, end, a, w.pointer, to, cols, +accumulate],
    ])
  product(x.pointer, y.pointer, false)
  tape.record(() => {
    const dy = y.gradient()
    product(dy, x.gradient(), true)
    const rest = [x.pointer, dy, w.gradient(), cols]
    runShared(runtime, rows, (from, to) => ['rowDots', from, to, ...rest])
  })
  return y
}

/** X[r,:]/√(‖X[r,:]‖² + 1e-12): unit rows; a row of zeros stays zero. */
export function normalizeRows(tape: Tape, x: Var): Var {
  const { rows, cols } = x
  const { runtime } = tape
  const y = tape.make(rows, cols)
  const inverse = tape.make(rows, 1).pointer
  const forward = [x.pointer, y.pointer, inverse, cols]
  runShared(runtime, rows, (from, to) => ['normalizeForward', from, to, ...forward])
  if (x.constant) return y
  tape.record(() => {
    const backward = [y.gradient(), y.pointer, inverse, x.gradient(), cols]
    runShared(runtime, rows, (from, to) => ['normalizeBackward', from, to, ...backward])
  })
  return y
}

/** Row-wise softmax, e^{x−max}/Σ. */
export function softmaxRows(tape: Tape, x: Var): Var {
  const { rows, cols } = x
  const { runtime } = tape
  const y = tape.make(rows, cols)
  softmaxInto(runtime, x.pointer, y.pointer, rows, cols)
  tape.record(() => {
    const rest = [y.gradient(), y.pointer, x.gradient(), cols, 1]
    runShared(runtime, rows, (from, to) => ['softmaxBackward', from, to, ...rest])
  })
  return y
}

/** X[r,:] + b, b [1,c]: the bias of a linear layer. db = Σ_r dY[r,:]. */
export function addRowBias(tape: Tape, x: Var, bias: Var): Var {
  const { rows, cols } = x
  if (bias.rows !== 1 || bias.cols !== cols)
    throw new Error(
      `addRowBias: [${rows},${cols}] needs a bias [1,${cols}], not [${bias.rows},${bias.cols}]`,
    )
  const { runtime } = tape
  const y = tape.make(rows, cols)
  const forward = [x.pointer, bias.pointer, y.pointer, cols]
  runShared(runtime, rows, (from, to) => ['addToRows', from, to, ...forward])
  tape.record(() => {
    addInto(runtime, x.gradient(), y.gradient(), rows * cols)
    const sums = [y.gradient(), rows, cols, bias.gradient()]
    runShared(runtime, cols, (from, to) => ['columnSums', from, to, ...sums], 4)
  })
  return y
}

/** The rows of A above those of B. */
export function concatRows(tape: Tape, a: Var, b: Var): Var {
  if (a.cols !== b.cols)
    throw new Error(`concatRows: [${a.rows},${a.cols}] and [${b.rows},${b.cols}] differ in width`)
  const { runtime } = tape
  const y = tape.make(a.rows + b.rows, a.cols)
  const [above, below] = [a.rows * a.cols, b.rows * b.cols]
  scaleInto(runtime, y.pointer, a.pointer, above)
  scaleInto(runtime, y.pointer + above * 4, b.pointer, below)
  tape.record(() => {
    addInto(runtime, a.gradient(), y.gradient(), above)
    addInto(runtime, b.gradient(), y.gradient() + above * 4, below)
  })
  return y
}
