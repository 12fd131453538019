import { createRandom } from '../random.ts'
import {
  columnCounts,
  gram,
  interactionMatrix,
  normalizeBoth,
  rightSingular,
} from '../sparse/index.ts'
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
    const matrix = normalizeBoth(x)
    const task = progress.task('gf-cf: singular vectors', 1)
    // Computed once at the largest rank: smaller ranks are its prefixes.
    const max = Math.min(Math.max(...wanted.map(({ k }) => k)), x.rows, items)
    const vectors = rightSingular(matrix, { rank: max, power: 0, random: createRandom(seed) })
    const sparse = gram(matrix)
    task.end()
    const root = Float64Array.from(columnCounts(x), (n) => Math.sqrt(Math.max(1, n)))
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
