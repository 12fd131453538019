import { createRandom } from '../random.ts'
import {
  columnCounts,
  gram,
  interactionMatrix,
  normalizeBoth,
  rightSingular,
} from '../sparse/index.ts'
import { assertSetting, fitLinear } from './linear.ts'
import type { FitOptions, Teacher } from './types.ts'

/** The paper's. */
const FIXED = { alpha: 0.3, k: 256 }
const GRID = [32, 64, 128, 256].flatMap((k) => [0.1, 0.3, 1].map((alpha) => ({ alpha, k })))

/**
 * GF-CF (Shen et al., CIKM 2021, eq. 14): s = x·(R̃ᵀR̃ + α·D^{-½}·V·Vᵀ·D^{½}), R̃ = D_U^{-½}·R·D^{-½},
 * D the items' degrees, V the k right singular vectors of R̃ with the greatest values: LightGCN's
 * linear filter with an ideal low-pass filter beside it, in closed form.
 */
export async function fitGfCf(options: FitOptions): Promise<Teacher> {
  const { split, items, setting, preset, seed, progress } = options
  assertSetting('gf-cf', FIXED, setting)
  const x = interactionMatrix(split.fit, items)
  const matrix = normalizeBoth(x)
  const task = progress.task('gf-cf: singular vectors', 1)
  // The grid's smaller ranks are prefixes of the greatest.
  const ranks = setting || preset === 'quick' ? [{ ...FIXED, ...setting }] : GRID
  const most = Math.min(Math.max(...ranks.map(({ k }) => k)), x.rows, items)
  const vectors = unitColumns(rightSingular(matrix, most, createRandom(seed)), items, most)
  const sparse = gram(matrix)
  task.end()
  const root = Float64Array.from(columnCounts(x), (n) => Math.sqrt(Math.max(1, n)))
  return fitLinear('gf-cf', options, {
    fixed: FIXED,
    grid: GRID,
    fit({ alpha, k }) {
      const rank = Math.min(k, most)
      const left = new Float32Array(items * rank)
      const right = new Float32Array(rank * items)
      for (let i = 0; i < items; i++)
        for (let c = 0; c < rank; c++) {
          const v = vectors[i * most + c]
          left[i * rank + c] = (alpha * v) / root[i]
          right[c * items + i] = v * root[i]
        }
      return { items, decay: 1, sparse, low: { rank, left, right } }
    },
  })
}

/** Columns to unit length; those of nothing stay zero. */
function unitColumns(v: Float32Array, rows: number, cols: number): Float32Array {
  const norm = new Float64Array(cols)
  for (let n = 0; n < v.length; n++) norm[n % cols] += v[n] * v[n]
  const scale = norm.map((square) => (square > 1e-12 ? 1 / Math.sqrt(square) : 0))
  const out = new Float32Array(rows * cols)
  for (let n = 0; n < out.length; n++) out[n] = v[n] * scale[n % cols]
  return out
}
