import type { Split } from '../data/index.ts'
import { evaluateRanker } from '../evaluate/index.ts'
import type { Deadline, Progress } from '../progress.ts'
import { linkRanker, objective, sampleRows } from '../teachers/index.ts'
import type { Cold } from './cold.ts'
import {
  buildMemory,
  defaultMemory,
  type MemorySettings,
  neighbourLinks,
  type PartName,
  type Parts,
} from './memory.ts'

const WEIGHTS = [0, 0.15, 0.3, 0.5, 0.8, 1.2]
const DECAYS = [0.5, 0.6, 0.7, 0.85, 1]

/**
 * Coordinate search of part weights, decay and M on validation, two rounds over the parts
 * (prototype: textmem.py), every candidate scored as it would ship: pruned and in 8 bit.
 */
export function searchMemory(
  parts: Parts,
  { protocol, ordered, fit, valid }: Split,
  {
    items,
    deadline,
    progress,
    cold,
  }: { items: number; deadline: Deadline; progress: Progress; cold: Cold | null },
): { settings: MemorySettings; score: number } {
  const rows = sampleRows(valid.users.length, 3000)
  const score = (settings: MemorySettings) => {
    const links = neighbourLinks(buildMemory(parts, settings, fit, cold))
    return objective(
      protocol,
      evaluateRanker(linkRanker(links, settings.decay), valid, items, rows),
    )
  }
  const names = Object.keys(parts) as PartName[]
  let settings = defaultMemory(ordered, names)
  let best = score(settings)
  const task = progress.task('memory: choosing weights', 2 * names.length + 2)
  let step = 0
  const attempt = (candidate: MemorySettings) => {
    if (deadline.left() < 0) return
    const found = score(candidate)
    if (found > best + 1e-9) [best, settings] = [found, candidate]
  }
  for (let round = 0; round < 2; round++) {
    for (const name of names) {
      for (const weight of WEIGHTS)
        if (weight !== (settings.weights[name] ?? 0))
          attempt({ ...settings, weights: { ...settings.weights, [name]: weight } })
      task.update(++step, best.toFixed(4))
    }
    if (round === 0 && ordered) for (const decay of DECAYS) attempt({ ...settings, decay })
    if (round === 0) for (const perItem of [16, 24]) attempt({ ...settings, perItem })
    task.update(++step, best.toFixed(4))
  }
  task.end(best.toFixed(4))
  return { settings, score: best }
}
