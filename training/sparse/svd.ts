import type { Random } from '../random.ts'
import { type Csr, transpose } from './csr.ts'

/**
 * The right singular vectors of A, scaled by the root of their singular values: V·√Σ, [cols, rank]
 * row-major, by randomized subspace iteration (Halko, Martinsson & Tropp, SIAM Review 2011, alg. 4.4).
 *
 * @param a m × n, sparse
 * @param rank how many; columns beyond the matrix's own rank are zero
 */
export function rightSingular(a: Csr, rank: number, random: Random, iterations = 4): Float32Array {
  const width = Math.min(rank + 10, a.rows, a.cols)
  const t = transpose(a)
  let y: Float64Array = Float64Array.from({ length: a.rows * width }, () => random.normal())
  orthonormalize(y, a.rows, width)
  let z = times(t, y, width)
  for (let n = 0; n < iterations; n++) {
    orthonormalize(z, a.cols, width)
    y = times(a, z, width)
    orthonormalize(y, a.rows, width)
    z = times(t, y, width)
  }
  // z = AᵀY with orthonormal Y: its Gram matrix holds σ² and the rotation onto the vectors.
  const { values, vectors } = symmetricEigen(gram(z, a.cols, width), width)
  const out = new Float32Array(a.cols * rank)
  for (let k = 0; k < Math.min(rank, width); k++) {
    const sigma = Math.sqrt(Math.max(0, values[k]))
    if (sigma < 1e-9) continue
    for (let i = 0; i < a.cols; i++) {
      let sum = 0
      for (let c = 0; c < width; c++) sum += z[i * width + c] * vectors[c * width + k]
      out[i * rank + k] = sum / Math.sqrt(sigma)
    }
  }
  return out
}

/** A·X for a sparse A and a dense row-major X with `width` columns. */
function times(a: Csr, x: Float64Array, width: number): Float64Array {
  const y = new Float64Array(a.rows * width)
  for (let r = 0; r < a.rows; r++)
    for (let e = a.offsets[r]; e < a.offsets[r + 1]; e++) {
      const [value, from, to] = [a.values[e], a.index[e] * width, r * width]
      for (let c = 0; c < width; c++) y[to + c] += value * x[from + c]
    }
  return y
}

/** Modified Gram–Schmidt over the columns, in place; each lies whole in memory meanwhile. */
function orthonormalize(x: Float64Array, rows: number, width: number): void {
  const turned = new Float64Array(rows * width)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < width; c++) turned[c * rows + r] = x[r * width + c]
  const columns = Array.from({ length: width }, (_, c) => turned.subarray(c * rows, (c + 1) * rows))
  for (const [c, column] of columns.entries()) {
    for (const before of columns.slice(0, c)) {
      const dot = dotOf(before, column)
      for (let r = 0; r < rows; r++) column[r] -= dot * before[r]
    }
    const norm = dotOf(column, column)
    const scale = norm > 1e-18 ? 1 / Math.sqrt(norm) : 0
    for (let r = 0; r < rows; r++) x[r * width + c] = column[r] *= scale
  }
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let r = 0; r < a.length; r++) sum += a[r] * b[r]
  return sum
}

function gram(x: Float64Array, rows: number, width: number): Float64Array {
  const g = new Float64Array(width * width)
  for (let r = 0; r < rows; r++)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) g[a * width + b] += x[r * width + a] * x[r * width + b]
  return g
}

/** Cyclic Jacobi (Golub & Van Loan, 8.5): eigenvalues, greatest first, and vectors in columns. */
export function symmetricEigen(matrix: Float64Array, n: number) {
  const a = Float64Array.from(matrix)
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]
        off += apq * apq
        if (Math.abs(apq) < 1e-300) continue
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq)
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1))
        const c = 1 / Math.hypot(t, 1)
        rotate(a, v, n, p, q, c, t * c)
      }
    if (off < 1e-22 * n * n) break
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => a[y * n + y] - a[x * n + x])
  const vectors = new Float64Array(n * n)
  for (let k = 0; k < n; k++) for (let r = 0; r < n; r++) vectors[r * n + k] = v[r * n + order[k]]
  return { values: order.map((i) => a[i * n + i]), vectors }
}

function rotate(
  a: Float64Array,
  v: Float64Array,
  n: number,
  p: number,
  q: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p], a[k * n + q]]
    a[k * n + p] = c * x - s * y
    a[k * n + q] = s * x + c * y
  }
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k], a[q * n + k]]
    a[p * n + k] = c * x - s * y
    a[q * n + k] = s * x + c * y
    const [g, h] = [v[k * n + p], v[k * n + q]]
    v[k * n + p] = c * g - s * h
    v[k * n + q] = s * g + c * h
  }
}
