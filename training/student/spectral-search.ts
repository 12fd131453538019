import { evaluateRanker } from '../evaluate/index.ts'
import { columnCounts } from '../sparse/index.ts'
import { objective, sampleRows, timeRanOut } from '../teachers/index.ts'
import {
  draftPack,
  SPECTRAL,
  type SpectralSettings,
  spectralBasis,
  spectralShape,
  spectralTables,
  type Tried,
  withColdRows,
} from './encoder/index.ts'
import type { Prepared } from './prepare.ts'
import { engineRanker } from './ranker.ts'

const EXPONENTS = [0.3, 0.4, 0.5]
const OUT_EXPONENTS = [0.2, 0.3, 0.4]
const DIMS = [64, 128, 192]
/** Validation cases that a candidate is scored on, max. */
const MAX_CASES = 2000

/**
 * The spectral encoder that ranks the validation cases best without a memory. One decomposition
 * serves all widths and stretches of its exponents. Ends early at the deadline, with what it has.
 */
export function searchSpectral({ interactions, graph, cold, fit }: Prepared): {
  settings: SpectralSettings
  tried: Tried[]
  /** Why the search ended before its list did. */
  stopped?: string
} {
  const { kinds } = graph
  const { split, items, deadline, progress } = fit
  const degree = columnCounts(interactions)
  const rows = sampleRows(split.valid.users.length, MAX_CASES)
  const scoreOf = (settings: SpectralSettings, basis: Float32Array) => {
    const tables = withColdRows(spectralTables(degree, kinds, settings, basis), cold)
    const ranker = engineRanker(draftPack(tables, spectralShape(settings), kinds))
    return objective(split.protocol, evaluateRanker(ranker, split.valid, items, rows))
  }
  const pairs = EXPONENTS.flatMap((user) => EXPONENTS.map((item) => [user, item] as const))
  // The middle first, so that a search that ends early has the settings of `quick`.
  pairs.sort(([a, b], [c, d]) => distance(a, b) - distance(c, d))
  const task = progress.task('spectral encoders', pairs.length)
  const tried: Tried[] = []
  const dim = Math.max(...DIMS)
  let stopped: string | undefined
  for (const [done, [userExponent, itemExponent]] of pairs.entries()) {
    if (done > 0 && deadline.left() < 0) {
      stopped = timeRanOut(tried.length, pairs.length * OUT_EXPONENTS.length * DIMS.length)
      break
    }
    const exponents = { userExponent, itemExponent }
    const basis = spectralBasis(interactions, { dim, ...exponents }, fit.seed)
    for (const outExponent of OUT_EXPONENTS)
      for (const dim of DIMS) {
        const began = performance.now()
        const settings = { dim, ...exponents, outExponent }
        const score = scoreOf(settings, basis)
        const seconds = (performance.now() - began) / 1000
        tried.push({ change: { spectral: settings }, score, beta: 0, epochs: 0, seconds })
      }
    task.update(done + 1, bestOf(tried).score.toFixed(4))
  }
  const best = bestOf(tried)
  task.end(best.score.toFixed(4))
  return { settings: best.change.spectral!, tried, stopped }
}

function bestOf(tried: readonly Tried[]): Tried {
  return tried.reduce((best, each) => (each.score > best.score ? each : best))
}

/** From the exponents of `quick`. */
function distance(user: number, item: number): number {
  return Math.abs(user - SPECTRAL.userExponent) + Math.abs(item - SPECTRAL.itemExponent)
}
