import { type Csr, interactionMatrix, transpose } from '../data/index.ts'
import { createRandom } from '../random.ts'
import { rightSingular } from '../svd.ts'
import { linearTeacher } from './linear.ts'

/** The paper's. */
const DEFAULTS = { alpha: 0.3, k: 256 }

/**
 * GF-CF (Shen et al., CIKM 2021, eq. 14): s = x·(R̃ᵀR̃ + α·D^{-½}·V·Vᵀ·D^{½}), R̃ = D_U^{-½}·R·D^{-½},
 * D the items' degrees, V the k right singular vectors of R̃ with the largest singular values:
 * LightGCN's linear filter plus an ideal low-pass filter, in closed form.
 */
export const gfCf = linearTeacher({
  name: 'gf-cf',
  defaults: DEFAULTS,
  axes: { k: [32, 64, 128, 256], alpha: [0.1, 0.3, 1] },
  async prepare({ split, items, seed, progress }, wanted) {
    const x = interactionMatrix(split.fit, items)
    const { matrix, itemDegree } = normalized(x)
    const task = progress.task('gf-cf: singular vectors', 1)
    // Computed once at the largest rank: smaller ranks are its prefixes.
    const max = Math.min(Math.max(...wanted.map(({ k }) => k)), x.rows, items)
    const vectors = unitColumns(rightSingular(matrix, max, createRandom(seed)), items, max)
    const sparse = gramOf(matrix)
    task.end()
    const root = itemDegree.map((n) => Math.sqrt(Math.max(1, n)))
    return ({ alpha, k }) => {
      const rank = Math.min(k, max)
      const left = new Float32Array(items * rank)
      const right = new Float32Array(rank * items)
      for (let i = 0; i < items; i++)
        for (let c = 0; c < rank; c++) {
          const v = vectors[i * max + c]
          left[i * rank + c] = (alpha * v) / root[i]
          right[c * items + i] = v * root[i]
        }
      return { items, decay: 1, sparse, low: { rank, left, right } }
    }
  },
})

/** R̃ and the items' degrees. */
function normalized(x: Csr): { matrix: Csr; itemDegree: Float64Array } {
  const itemDegree = new Float64Array(x.cols)
  for (const i of x.index) itemDegree[i]++
  const values = new Float32Array(x.index.length)
  for (let u = 0; u < x.rows; u++) {
    const degree = x.offsets[u + 1] - x.offsets[u]
    for (let e = x.offsets[u]; e < x.offsets[u + 1]; e++)
      values[e] = 1 / Math.sqrt(degree * itemDegree[x.index[e]])
  }
  return { matrix: { ...x, values }, itemDegree }
}

/** AᵀA, sparse. */
function gramOf(a: Csr): Csr {
  const byItem = transpose(a)
  const offsets = new Int32Array(a.cols + 1)
  const [columns, weights]: [Int32Array[], Float32Array[]] = [[], []]
  const sum = new Float64Array(a.cols)
  for (let j = 0; j < a.cols; j++) {
    const touched: number[] = []
    for (let e = byItem.offsets[j]; e < byItem.offsets[j + 1]; e++) {
      const [u, weight] = [byItem.index[e], byItem.values[e]]
      for (let f = a.offsets[u]; f < a.offsets[u + 1]; f++) {
        const i = a.index[f]
        if (sum[i] === 0) touched.push(i)
        sum[i] += weight * a.values[f]
      }
    }
    columns[j] = Int32Array.from(touched).sort()
    weights[j] = Float32Array.from(columns[j], (i) => sum[i])
    for (const i of touched) sum[i] = 0
    offsets[j + 1] = offsets[j] + touched.length
  }
  const index = new Int32Array(offsets[a.cols])
  const values = new Float32Array(offsets[a.cols])
  for (let j = 0; j < a.cols; j++) {
    index.set(columns[j], offsets[j])
    values.set(weights[j], offsets[j])
  }
  return { rows: a.cols, cols: a.cols, offsets, index, values }
}

/** Scales columns to unit length; zero columns stay zero. */
function unitColumns(v: Float32Array, rows: number, cols: number): Float32Array {
  const norm = new Float64Array(cols)
  for (let n = 0; n < v.length; n++) norm[n % cols] += v[n] * v[n]
  const scale = norm.map((square) => (square > 1e-12 ? 1 / Math.sqrt(square) : 0))
  const out = new Float32Array(rows * cols)
  for (let n = 0; n < out.length; n++) out[n] = v[n] * scale[n % cols]
  return out
}
