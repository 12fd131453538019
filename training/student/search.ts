import type { Split } from '../data/index.ts'
import type { Metrics } from '../evaluate/index.ts'
import type { Deadline } from '../progress.ts'
import { objective } from '../teachers/index.ts'
import type { StudentSettings } from './settings.ts'
import type { TrainedStudent } from './train.ts'

/** One line of a search: what was changed and what validation said. */
export interface Tried {
  change: Partial<StudentSettings>
  score: number
  beta: number
  epochs: number
  seconds: number
}

/** A student as a search compares it: with its memory, at its best β. */
export interface Candidate extends TrainedStudent {
  beta: number
  validation: Metrics
}

/** Changes that are tried one after another, each on top of the best so far. */
export function settingChanges(ordered: boolean): Partial<StudentSettings>[] {
  return [
    { dim: ordered ? 32 : 64 },
    { soft: 0 },
    { pool: 'mean' },
    { temperature: 0.2 },
    { temperature: 0.1 },
    ...(ordered ? [{ drop: 0.3 }, { labelSmoothing: 0 }] : [{ keep: 0.4 }, { keep: 0.75 }]),
    { soft: 0.5 },
    { textSmoothing: 0.5 },
    { smoothing: 1 },
  ]
}

/** Greedy search: keeps a change that validation likes, until the list or the time is over. */
export async function searchSettings(
  start: StudentSettings,
  split: Split,
  deadline: Deadline,
  fit: (settings: StudentSettings) => Promise<Candidate>,
): Promise<{ best: Candidate & { settings: StudentSettings }; tried: Tried[]; stopped?: string }> {
  const tried: Tried[] = []
  let longest = 0
  const attempt = async (settings: StudentSettings, change: Tried['change']) => {
    const began = performance.now()
    const candidate = await fit(settings)
    const seconds = (performance.now() - began) / 1000
    longest = Math.max(longest, seconds)
    const score = objective(split.protocol, candidate.validation)
    tried.push({ change, score, beta: candidate.beta, epochs: candidate.epochs, seconds })
    return { ...candidate, settings, score }
  }
  let best = await attempt(start, {})
  for (const change of settingChanges(split.ordered)) {
    if (deadline.left() < longest * 1.2) {
      const left = Math.max(0, Math.round(deadline.left()))
      return {
        best,
        tried,
        stopped: `time ran out with ${left} s left after ${tried.length} of ${settingChanges(split.ordered).length + 1} settings`,
      }
    }
    const candidate = await attempt({ ...best.settings, ...change }, change)
    if (candidate.score > best.score) best = candidate
  }
  return { best, tried }
}
