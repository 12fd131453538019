import type { Metrics } from '../../evaluate/index.ts'
import { type FitOptions, isClearlyBetter, objective } from '../../teachers/index.ts'
import { defaultSettings, type StudentSettings } from './settings.ts'
import type { SpectralSettings } from './spectral.ts'
import type { TrainedStudent } from './train.ts'

/** A step of a search: what was changed, and its validation objective. */
export interface Tried {
  change: Partial<StudentSettings> & { spectral?: SpectralSettings }
  score: number
  beta: number
  epochs: number
  seconds: number
}

/** A student as a search compares it: with its memory, at its best β. */
export interface Candidate extends TrainedStudent {
  beta: number
  validation: Metrics
  /** The objective of each case. */
  cases: Float32Array
}

export interface FoundSettings {
  best: Candidate & { settings: StudentSettings }
  tried: Tried[]
  /** Why the search ended before its list did. */
  stopped?: string
}

/** Without texts, no setting of texts is tried. */
type SearchInputs = Pick<FitOptions, 'split' | 'deadline'> & Partial<Pick<FitOptions, 'denseTexts'>>

/** Changes that are tried in this order, each on top of the best settings so far. */
function settingChanges(ordered: boolean, texts: boolean): Partial<StudentSettings>[] {
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
    // The two terms of texts that helped on any set (docs/measurements/ablation.md).
    ...(ordered && texts ? [{ pairWeight: 0.1 }, { textProjection: 1 }] : []),
  ]
}

/**
 * Greedy search from {@link defaultSettings}: keeps each change that improves the validation
 * objective by more than one paired standard error, until the list ends or the time left may not suffice for another training.
 */
export async function searchSettings(
  { split, deadline, denseTexts }: SearchInputs,
  train: (settings: StudentSettings) => Promise<Candidate>,
): Promise<FoundSettings> {
  const tried: Tried[] = []
  let longest = 0
  const attempt = async (settings: StudentSettings, change: Partial<StudentSettings>) => {
    const began = performance.now()
    const candidate = await train(settings)
    const seconds = (performance.now() - began) / 1000
    longest = Math.max(longest, seconds)
    const score = objective(split.protocol, candidate.validation)
    tried.push({ change, score, beta: candidate.beta, epochs: candidate.epochs, seconds })
    return { ...candidate, settings, score }
  }
  let best = await attempt(defaultSettings(split.ordered), {})
  const changes = settingChanges(split.ordered, Boolean(denseTexts?.()))
  for (const change of changes) {
    if (deadline.left() < longest * 1.2) {
      const left = Math.max(0, Math.round(deadline.left()))
      const all = changes.length + 1
      const stopped = `time ran out with ${left} s left after ${tried.length} of ${all} settings`
      return { best, tried, stopped }
    }
    const candidate = await attempt({ ...best.settings, ...change }, change)
    if (isClearlyBetter(candidate.cases, best.cases)) best = candidate
  }
  return { best, tried }
}
