import { createRandom } from '../../random.ts'
import {
  type Csr,
  columnCounts,
  pickColumns,
  rightSingular,
  transpose,
} from '../../sparse/index.ts'
import { tfidf } from './tfidf.ts'

/** Width of the vectors. */
export const LEXICAL_WIDTH = 256
/** Terms that the factorization sees, those of most texts: its time grows with them. */
const MAX_TERMS = 1 << 15

/**
 * Dense vectors of texts: U·Σ of the truncated SVD of their TF-IDF (latent semantic analysis,
 * Deerwester et al. 1990), by randomized subspace iteration, each row brought to unit length. Texts
 * are compared better by TF-IDF itself (METHOD.md 3); these are for what needs numbers in rows.
 *
 * @param texts n of them
 * @returns [n, width] row-major; zeros where no term is left; columns beyond the rank are zero
 */
export function denseVectors(
  texts: readonly string[],
  { width = LEXICAL_WIDTH, seed = 1 } = {},
): Float32Array {
  return latentVectors(transpose(fullestColumns(tfidf(texts), MAX_TERMS)), { width, seed })
}

/**
 * U·Σ of the truncated SVD of a matrix that is given as its transpose, rows of unit length.
 *
 * @param columns [features, n]
 * @returns [n, width] row-major
 */
export function latentVectors(
  columns: Csr,
  { width, seed }: { width: number; seed: number },
): Float32Array {
  const n = columns.cols
  if (n === 0 || columns.rows === 0) return new Float32Array(n * width)
  // Of the transpose the right singular vectors are U·√Σ: a column's length is √σ.
  const out = rightSingular(columns, width, createRandom(seed), 2)
  const lengths = new Float64Array(width)
  for (let e = 0; e < out.length; e++) lengths[e % width] += out[e] ** 2
  for (let e = 0; e < out.length; e++) out[e] *= Math.sqrt(lengths[e % width])
  for (let row = 0; row < n; row++) {
    const vector = out.subarray(row * width, (row + 1) * width)
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
    for (let c = 0; c < width; c++) vector[c] = length > 1e-9 ? vector[c] / length : 0
  }
  return out
}

/** Keeps the columns that have the most entries, in their order; on ties the lower column. */
function fullestColumns(matrix: Csr, maxColumns: number): Csr {
  const counts = columnCounts(matrix)
  const columns = Array.from(counts.keys())
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, maxColumns)
    .sort((a, b) => a - b)
  return pickColumns(matrix, columns)
}
