import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Random } from '../random.ts'
import { type Csr, transpose } from './csr.ts'

export interface SvdOptions {
  /** Columns of the result; those beyond the matrix's own rank are zero. */
  rank: number
  /** Column k of the result is v_k · σ_k^power. */
  power: number
  random: Random
  iterations?: number
}

/** Columns more than asked for, so that the last of those converge too. */
const OVERSAMPLING = 10
/** Singular values below this share of the greatest are rounding: their squares are 1e-14 of its. */
const MIN_SHARE = 1e-7

/**
 * The right singular vectors of A, scaled by a power of their singular values: V·Σ^power, by
 * randomized subspace iteration (Halko, Martinsson & Tropp, SIAM Review 2011, alg. 4.4). The entry
 * of a column that is largest by magnitude is positive.
 *
 * @param a [m, n]
 * @returns [n, rank] row-major, greatest singular value first
 */
export function rightSingular(
  a: Csr,
  { rank, power, random, iterations = 4 }: SvdOptions,
): Float32Array {
  const width = Math.min(rank + OVERSAMPLING, a.rows, a.cols)
  if (width === 0) return new Float32Array(a.cols * rank)
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
  // z = AᵀY with orthonormal Y, so zᵀz = Q·Σ²·Qᵀ and V = z·Q·Σ⁻¹.
  const eigen = new EigenvalueDecomposition(denseGram(z, a.cols, width), { assumeSymmetric: true })
  const [squares, q] = [eigen.realEigenvalues, eigen.eigenvectorMatrix]
  const out = new Float32Array(a.cols * rank)
  const column = new Float64Array(a.cols)
  const sigmaOf = (at: number) => Math.sqrt(Math.max(0, squares[at]))
  const minSigma = MIN_SHARE * sigmaOf(width - 1)
  for (let k = 0; k < Math.min(rank, width); k++) {
    // Eigenvalues ascend.
    const at = width - 1 - k
    const sigma = sigmaOf(at)
    if (sigma <= minSigma) break
    const rotation = q.getColumn(at)
    let largest = 0
    for (let i = 0; i < a.cols; i++) {
      let sum = 0
      for (let c = 0; c < width; c++) sum += z[i * width + c] * rotation[c]
      column[i] = sum
      if (Math.abs(sum) > Math.abs(largest)) largest = sum
    }
    const scale = Math.sign(largest) * sigma ** (power - 1)
    for (let i = 0; i < a.cols; i++) out[i * rank + k] = scale * column[i]
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

/** Modified Gram–Schmidt over the columns, in place, on a copy that holds each column in one piece. */
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

/** XᵀX of a dense row-major X. */
function denseGram(x: Float64Array, rows: number, width: number): Matrix {
  const g = new Float64Array(width * width)
  for (let r = 0; r < rows; r++)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) g[a * width + b] += x[r * width + a] * x[r * width + b]
  return Matrix.from1DArray(width, width, g)
}
