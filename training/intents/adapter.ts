import { Matrix as Dense, EigenvalueDecomposition, inverse } from 'ml-matrix'
import type { Csr } from '../sparse/index.ts'
import { centred } from './vector-neighbours.ts'
import type { Matrix } from './vectors.ts'

/** λ: the mean eigenvalue of VᵀV is about N/D, 30 on the set that it was chosen on. */
const RIDGE = 30
/** Columns of the adapted vectors; more add noise. */
const RANK = 64

/**
 * Few learned parameters that adapt the vectors of a frozen encoder (the idea of MaPLe, Khattak et
 * al., CVPR 2023), in closed form: W so that V·W·Vᵀ resembles the links between warm items,
 *
 *   W = (G + λI)⁻¹·Vᵀ·S·V·(G + λI)⁻¹,  G = VᵀV over the rows that have links,
 *
 * and V·R with R·Rᵀ the 64 greatest positive eigenvalues of (W + Wᵀ)/2: two items are then alike if
 * what their vectors say leads from one to the other (docs/method.md#adapter).
 *
 * @param vectors [N,D]; rows are centred and scaled to unit length, rows of zeros stay zero
 * @param links S [N,N], such as transitions
 * @returns [N, ≤ 64]
 */
export function adaptVectors(vectors: Matrix, links: Csr): Matrix {
  const { rows, cols } = vectors
  const unit = centred(vectors)
  const row = (i: number) => unit.subarray(i * cols, (i + 1) * cols)
  const gram = new Float64Array(cols * cols)
  const meet = new Float64Array(cols * cols)
  const sum = new Float64Array(cols)
  for (let j = 0; j < rows; j++) {
    const [from, to] = [links.offsets[j], links.offsets[j + 1]]
    if (from === to) continue
    sum.fill(0)
    for (let e = from; e < to; e++) {
      const other = row(links.index[e])
      for (let c = 0; c < cols; c++) sum[c] += links.values[e] * other[c]
    }
    const own = row(j)
    for (let a = 0; a < cols; a++)
      for (let b = 0; b < cols; b++) {
        gram[a * cols + b] += own[a] * own[b]
        meet[a * cols + b] += own[a] * sum[b]
      }
  }
  for (let c = 0; c < cols; c++) gram[c * cols + c] += RIDGE
  const inverted = inverse(Dense.from1DArray(cols, cols, gram))
  const w = inverted.mmul(Dense.from1DArray(cols, cols, meet)).mmul(inverted)
  return times(unit, rows, positiveRoot(w.add(w.transpose()).mul(0.5)))
}

/** R [D, ≤ 64] of a symmetric W: R·Rᵀ is the part of its greatest positive eigenvalues. */
function positiveRoot(w: Dense): Dense {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(w, {
    assumeSymmetric: true,
  })
  const kept = Array.from(realEigenvalues.keys())
    .filter((k) => realEigenvalues[k] > 0)
    .sort((a, b) => realEigenvalues[b] - realEigenvalues[a])
    .slice(0, RANK)
  const root = Dense.zeros(w.rows, kept.length)
  for (const [at, k] of kept.entries())
    for (let c = 0; c < w.rows; c++)
      root.set(c, at, eigenvectorMatrix.get(c, k) * Math.sqrt(realEigenvalues[k]))
  return root
}

/** A·R of a dense row-major A [rows, R.rows]. */
function times(a: Float32Array, rows: number, root: Dense): Matrix {
  const [inner, cols] = [root.rows, root.columns]
  const flat = Float64Array.from(root.to1DArray())
  const data = new Float32Array(rows * cols)
  const sum = new Float64Array(cols)
  for (let r = 0; r < rows; r++) {
    sum.fill(0)
    for (let k = 0; k < inner; k++) {
      const x = a[r * inner + k]
      for (let c = 0; x !== 0 && c < cols; c++) sum[c] += x * flat[k * cols + c]
    }
    data.set(sum, r * cols)
  }
  return { rows, cols, data }
}
