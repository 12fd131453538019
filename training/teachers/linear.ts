import { TacitError } from '@tacit-rec/pack'
import { evaluateRanker, type Metrics } from '../evaluate/index.ts'
import { isBetter, objective, sampleRows, timeRanOut } from './choose.ts'
import { type Links, linksRanker } from './links.ts'
import { assertValue } from './settings.ts'
import type { FitOptions, Setting, Teacher, Tried } from './types.ts'

/** What a linear teacher is made by. */
export interface LinearRecipe<S extends Setting> {
  /** Taken where nothing is tried. */
  fixed: S
  grid: readonly S[]
  fit(setting: S): Links
}

/** A linear teacher by the setting given, by the fixed one (`quick`), or by the grid's best. */
export function fitLinear<S extends Setting>(
  name: string,
  options: FitOptions,
  { fixed, grid, fit }: LinearRecipe<S>,
): Teacher {
  const { preset, setting } = options
  if (!setting && preset !== 'quick') return bestLinear(name, options, grid, fit)
  assertSetting(name, fixed, setting)
  const config = { ...fixed, ...setting }
  const links = fit(config)
  return { name, config, links, ...linksRanker(links) }
}

/** @throws TacitError `teacher/setting` for a name that the teacher does not have, or a bad value */
export function assertSetting(name: string, known: Setting, given: Setting = {}): void {
  const strange = Object.keys(given).find((key) => !Object.hasOwn(known, key))
  if (strange === undefined) {
    for (const [key, value] of Object.entries(given)) assertValue(key, value)
    return
  }
  const names = Object.keys(known).join(', ') || 'none'
  throw new TacitError(
    'teacher/setting',
    `teacher "${name}" has no setting "${strange}": its settings are ${names}`,
  )
}

/** Fits every setting of a grid, scores it on validation, keeps the best (the first of equals). */
function bestLinear<S extends Setting>(
  name: string,
  { split, items, progress, deadline }: FitOptions,
  grid: readonly S[],
  fit: (setting: S) => Links,
): Teacher {
  const rows = sampleRows(split.valid.users.length, 4000)
  const task = progress.task(`${name}: choosing`, grid.length)
  const tried: Tried[] = []
  let best: { config: S; links: Links; validation: Metrics } | undefined
  let stopped: string | undefined
  for (const [n, setting] of grid.entries()) {
    if (n && deadline.left() < 0) {
      stopped = timeRanOut(n, grid.length)
      break
    }
    const links = fit(setting)
    const validation = evaluateRanker(linksRanker(links), split.valid, items, rows)
    const score = objective(split.protocol, validation)
    tried.push({ setting, score })
    if (isBetter(split.protocol, validation, best?.validation))
      best = { config: setting, links, validation }
    task.update(n + 1, score.toFixed(4))
  }
  task.end()
  return { name, ...best!, tried, stopped, ...linksRanker(best!.links) }
}
