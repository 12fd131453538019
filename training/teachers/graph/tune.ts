import { createHash } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { TacitError } from '@tacit-rec/pack'
import type { Metrics } from '../../evaluate/index.ts'
import { readIfThere } from '../../files.ts'
import { FOREVER } from '../../progress.ts'
import { isBetter, objective, timeRanOut } from '../choose.ts'
import type { Setting, Tried } from '../types.ts'
import { fitGraph, type GraphFitOptions } from './fit.ts'
import { graphGrid } from './registry.ts'

/** The result of a search. */
export interface TunedGraph {
  setting: Setting
  validation: Metrics
  tried: Tried[]
  /** Why the search ended early. */
  stopped?: string
}

/** One line of the file of trials. */
interface Trial {
  /** Identifies the search; lines of other searches are skipped. */
  key: string
  setting: Setting
  epochs: number
  validation: Metrics
}

/**
 * Trains every setting of a name's grid with early stopping and returns the best on validation. With
 * `keep`, each finished trial is a line of a file, and none is trained twice. The deadline is checked
 * between trials only: a trial cut short would be compared at too few epochs.
 *
 * @param options its `setting` holds the user's values, which override the grid
 * @param keep the file of trials, and what they depend on
 */
export async function tuneGraph(
  name: string,
  options: GraphFitOptions,
  keep?: { file: string; identity: Record<string, unknown> },
  grid: readonly Setting[] = graphGrid(name),
): Promise<TunedGraph> {
  const { split, progress, epochs, deadline } = options
  const key = keyOf({ ...keep?.identity, name, epochs })
  const done = keep ? await readTrials(keep.file, key) : []
  const tried: Tried[] = []
  let best: Trial | undefined
  let stopped: string | undefined
  const settings = settingsOf(grid, options.setting)
  for (const setting of settings) {
    const same = JSON.stringify(setting)
    let trial = done.find((one) => JSON.stringify(one.setting) === same)
    if (!trial) {
      if (best && deadline.left() < 0) {
        stopped = timeRanOut(tried.length, settings.length)
        break
      }
      progress.note(`trying ${describeSetting(setting)}`)
      const whole = { ...options, setting, deadline: FOREVER }
      const { validation, epochs } = await fitTrial(name, whole, tried.length)
      trial = { key, setting, epochs, validation }
      if (keep) await appendFile(keep.file, `${JSON.stringify(trial)}\n`)
    }
    tried.push({ setting, score: objective(split.protocol, trial.validation) })
    if (isBetter(split.protocol, trial.validation, best?.validation)) best = trial
  }
  return { setting: best!.setting, validation: best!.validation, tried, stopped }
}

/** The grid with the user's values, which make some combinations equal: each is listed once. */
function settingsOf(grid: readonly Setting[], fixed: Setting = {}): Setting[] {
  const all = grid.map((setting) => ({ ...setting, ...fixed }))
  return [...new Map(all.map((setting) => [JSON.stringify(setting), setting])).values()]
}

async function fitTrial(name: string, options: GraphFitOptions, before: number) {
  try {
    const { validation, epochs } = await fitGraph(name, { ...options, keep: undefined })
    return { validation: validation!, epochs }
  } catch (error) {
    if (!(error instanceof TacitError && error.code === 'teacher/stopped')) throw error
    throw new TacitError(
      'teacher/stopped',
      `stopped while trying settings, after ${before} of them: run the same command to resume`,
    )
  }
}

async function readTrials(file: string, key: string): Promise<Trial[]> {
  const text = await readIfThere(file)
  return text.split('\n').flatMap((line) => {
    try {
      const trial: Trial = JSON.parse(line)
      return trial.key === key ? [trial] : []
    } catch {
      return [] // cut off by a kill
    }
  })
}

function keyOf(identity: Record<string, unknown>): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)
}

function describeSetting(setting: Setting): string {
  return Object.entries(setting)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
