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
/** Max terms in the factorization, those of most texts: its time grows with their number. */
const MAX_TERMS = 1 << 15

/**
 * Dense vectors of texts: U·Σ of the truncated SVD of their TF-IDF (latent semantic analysis,
 * Deerwester et al. 1990), by randomized subspace iteration, each row scaled to unit length. For
 * models that need dense rows; TF-IDF itself compares texts better
 * (docs/method.md#text-in-the-memory).
 *
 * @param texts n texts
 * @returns [n, width] row-major; rows without terms and columns beyond the rank are zero
 */
export function denseVectors(
  texts: readonly string[],
  { width = LEXICAL_WIDTH, seed = 1 } = {},
): Float32Array {
  return latentVectors(transpose(fullestColumns(tfidf(texts), MAX_TERMS)), { width, seed })
}

/**
 * U·Σ of the truncated SVD of a matrix, given its transpose; rows of unit length.
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
  // U of a matrix is V of its transpose.
  const random = createRandom(seed)
  const out = rightSingular(columns, { rank: width, power: 1, random, iterations: 2 })
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
