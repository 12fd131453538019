import { evaluateRanker } from '../../evaluate/index.ts'
import { type FitOptions, linkRanker, objective, sampleRows } from '../../teachers/index.ts'
import type { Cold } from './cold.ts'
import {
  defaultMemory,
  type MemorySettings,
  namesOf,
  type Parts,
  TEXT_SOURCES,
} from './settings.ts'
import { buildTable, deviationsOf, neighbourLinks } from './table.ts'

const WEIGHTS = [0, 0.15, 0.3, 0.5, 0.8, 1.2]
const DECAYS = [0.5, 0.6, 0.7, 0.85, 1]
const PER_ITEM = [16, 24]
const TEXT_BOUNDS = [0.1, 0.05, 0.02]
const ROUNDS = 2
/** Validation cases that a candidate is scored on, max. */
const MAX_CASES = 3000

/**
 * Coordinate search of part weights, decay, M and the bound of text on validation, two rounds over the parts. Every
 * candidate is scored as it would ship: pruned and in 8 bit. Ends early at the deadline.
 */
export function searchMemory(
  parts: Parts,
  { split, items, users, deadline, progress }: FitOptions,
  cold: Cold | null,
): MemorySettings {
  const { protocol, ordered, fit, valid } = split
  const rows = sampleRows(valid.users.length, MAX_CASES)
  const data = { fit, users, cold, deviation: deviationsOf(fit) }
  const scoreOf = (settings: MemorySettings) => {
    const links = neighbourLinks(buildTable(parts, settings, data))
    const ranker = linkRanker(links, settings.decay)
    return objective(protocol, evaluateRanker(ranker, valid, items, rows))
  }
  const names = namesOf(parts)
  let settings = defaultMemory(ordered, names)
  let best = scoreOf(settings)
  const task = progress.task('memory: choosing weights', ROUNDS * names.length + ROUNDS)
  let step = 0
  const attempt = (candidate: MemorySettings) => {
    if (deadline.left() < 0) return
    const score = scoreOf(candidate)
    if (score > best + 1e-9) [best, settings] = [score, candidate]
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      for (const weight of WEIGHTS)
        if (weight !== (settings.weights[name] ?? 0))
          attempt({ ...settings, weights: { ...settings.weights, [name]: weight } })
      task.update(++step, best.toFixed(4))
    }
    if (round === 0 && ordered) for (const decay of DECAYS) attempt({ ...settings, decay })
    if (round === 0) for (const perItem of PER_ITEM) attempt({ ...settings, perItem })
    if (round === 0 && TEXT_SOURCES.some((source) => parts[source]))
      for (const textBound of TEXT_BOUNDS) attempt({ ...settings, textBound })
    task.update(++step, best.toFixed(4))
  }
  task.end(best.toFixed(4))
  return settings
}
