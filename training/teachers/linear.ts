import { evaluateRanker, type Metrics } from '../evaluate/index.ts'
import { isBetter, objective, sampleRows, timeRanOut, VALIDATION_CASES } from './choose.ts'
import { type Links, linksRanker } from './links.ts'
import { type Axes, assertSetting, combinations, type SettingRules } from './settings.ts'
import type { FitOptions, Setting, Teacher, TeacherEntry, TextUse, Tried } from './types.ts'

/** Settings and what a search tries. */
interface Choices<S extends Setting> {
  /** Settings of `quick`. */
  defaults: S
  /**
   * Values that a search tries in every combination; settings without values keep their default.
   */
  axes?: Axes<NoInfer<S>>
}

/** A teacher whose score is linear in the history. */
interface LinearDefinition<S extends Setting> extends Choices<S> {
  name: string
  text?: TextUse
  /** Rules of settings that no other teacher has. */
  rules?: SettingRules
  /** Replaces `defaults` and `axes` if the events have no order. */
  unordered?: Choices<NoInfer<S>>
  /**
   * Computes what every setting shares.
   *
   * @param wanted the settings that will be fitted
   * @returns fits one setting
   */
  prepare(options: FitOptions, wanted: readonly S[]): Promise<(setting: S) => Links>
}

/**
 * An entry for the registry: fitted by the given setting, the defaults (`quick`) or the grid's
 * best.
 */
export function linearTeacher<S extends Setting>(definition: LinearDefinition<S>): TeacherEntry {
  const { name, rules, text = 'none' } = definition
  return {
    name,
    defaults: definition.defaults,
    grid: gridOf(definition),
    text,
    transductive: false,
    ranksCold: true,
    epochs: false,
    async fit(options) {
      const { split, preset, setting } = options
      const choices = (!split.ordered && definition.unordered) || definition
      assertSetting(name, choices.defaults, setting, rules)
      const grid = setting || preset === 'quick' ? [] : gridOf(choices)
      const config = { ...choices.defaults, ...setting }
      const fit = await definition.prepare(options, grid.length ? grid : [config])
      if (grid.length) return bestLinear(name, options, grid, fit)
      const links = fit(config)
      return { name, config, links, ...linksRanker(links) }
    },
  }
}

function gridOf<S extends Setting>({ defaults, axes }: Choices<S>): S[] {
  return axes ? combinations(axes).map((setting) => ({ ...defaults, ...setting })) : []
}

/** Fits every setting of a grid and keeps the best on validation; the first of equals wins. */
function bestLinear<S extends Setting>(
  name: string,
  { split, items, progress, deadline }: FitOptions,
  grid: readonly S[],
  fit: (setting: S) => Links,
): Teacher {
  const rows = sampleRows(split.valid.users.length, VALIDATION_CASES)
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
