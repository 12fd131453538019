import type { Tape, Var } from '../tape.ts'

/**
 * Y[m] = X[index[m]]; dX[index[m]] += dY[m], in the order of m.
 *
 * @param x [n,d]
 * @param index [M], each in 0…n−1
 * @returns [M,d]
 */
export function gather(tape: Tape, x: Var, index: Int32Array): Var {
  const { cols } = x
  const y = tape.make(index.length, cols)
  for (let m = 0; m < index.length; m++)
    y.data.set(x.data.subarray(index[m] * cols, (index[m] + 1) * cols), m * cols)
  tape.record(() => {
    const [to, from] = [x.grad, y.grad]
    for (let m = 0; m < index.length; m++)
      for (let c = 0, a = index[m] * cols, b = m * cols; c < cols; c++) to[a++] += from[b++]
  })
  return y
}
