/** The rows of a row-major matrix, as views. */
export function rowsOf(x: Float64Array, cols: number): Float64Array[] {
  return Array.from({ length: x.length / cols }, (_, r) => x.subarray(r * cols, (r + 1) * cols))
}

/** Maps each row to a row of the same length. */
export function mapRows(x: Float64Array, cols: number, map: (row: Float64Array) => Float64Array) {
  const out = new Float64Array(x.length)
  for (let at = 0; at < x.length; at += cols) out.set(map(x.subarray(at, at + cols)), at)
  return out
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let c = 0; c < a.length; c++) sum += a[c] * b[c]
  return sum
}

/** Scaled to length 1, with 1e-12 added to the squared length. */
export function unit(row: Float64Array): Float64Array {
  const length = Math.sqrt(dot(row, row) + 1e-12)
  return row.map((v) => v / length)
}

export function logSumExp(x: ArrayLike<number>): number {
  let [largest, sum] = [-Infinity, 0]
  for (let n = 0; n < x.length; n++) largest = Math.max(largest, x[n])
  for (let n = 0; n < x.length; n++) sum += Math.exp(x[n] - largest)
  return largest + Math.log(sum)
}

export function softmax(x: Float64Array): Float64Array {
  const total = logSumExp(x)
  return x.map((v) => Math.exp(v - total))
}

/** A matrix, its width, and whether it is transposed. */
type Factor = readonly [values: ArrayLike<number>, cols: number, transposed?: boolean]

/** op(A)·op(B). */
export function product([a, ac, ta = false]: Factor, [b, bc, tb = false]: Factor): Float64Array {
  const [m, k] = ta ? [ac, a.length / ac] : [a.length / ac, ac]
  const n = tb ? b.length / bc : bc
  const out = new Float64Array(m * n)
  const [row, step] = ta ? [1, ac] : [ac, 1]
  const [down, across] = tb ? [1, bc] : [bc, 1]
  for (let r = 0; r < m; r++)
    for (let c = 0; c < n; c++) {
      let sum = 0
      for (let i = 0; i < k; i++) sum += a[r * row + i * step] * b[i * down + c * across]
      out[r * n + c] = sum
    }
  return out
}
