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
  /** Examples that it was trained on, where these were a sample. */
  examples?: number
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

/**
 * Changes that are tried in this order, each on top of the best settings so far. A longer list gained
 * nothing on beauty and took half the time of `standard` (docs/measurements/time.md).
 */
function settingChanges(ordered: boolean, texts: boolean): Partial<StudentSettings>[] {
  return [
    { pool: 'mean' },
    { temperature: 0.1 },
    ...(ordered ? [] : [{ dim: 64 }, { keep: 0.4 }]),
    { soft: 0 },
    // The two terms of texts that helped on any set (docs/measurements/ablation.md).
    ...(ordered && texts ? [{ pairWeight: 0.1 }, { textProjection: 1 }] : []),
  ]
}

/** Examples that changes are compared on, max. */
const TRIAL_EXAMPLES = 20_000

/**
 * Greedy search from {@link defaultSettings}: keeps each change that improves the validation objective by more
 * than one paired standard error, until the list ends or the time left may not suffice for another training.
 * Of many examples, changes are compared on a sample; what is found there is trained on all of them, and
 * has to beat the defaults by as much once more.
 *
 * @param count examples
 * @param train on at most `max` of them
 */
export async function searchSettings(
  { split, deadline, denseTexts }: SearchInputs,
  count: number,
  train: (settings: StudentSettings, max: number) => Promise<Candidate>,
): Promise<FoundSettings> {
  const tried: Tried[] = []
  const max = Math.min(count, TRIAL_EXAMPLES)
  const isSampled = max < count
  const attempt = async (
    settings: StudentSettings,
    change: Partial<StudentSettings>,
    examples: number,
  ) => {
    const began = performance.now()
    const candidate = await train(settings, examples)
    const seconds = (performance.now() - began) / 1000
    const score = objective(split.protocol, candidate.validation)
    const { beta, epochs } = candidate
    tried.push({ change, score, beta, epochs, ...(examples < count && { examples }), seconds })
    return { ...candidate, settings, seconds }
  }
  const start = defaultSettings(split.ordered)
  const whole = await attempt(start, {}, count)
  const changes = settingChanges(split.ordered, Boolean(denseTexts?.()))
  const reserve = isSampled ? whole.seconds : 0
  let best = isSampled ? null : whole
  let longest = best?.seconds ?? 0
  let found: Partial<StudentSettings> = {}
  let stopped: string | undefined
  for (const change of isSampled ? [{}, ...changes] : changes) {
    if (deadline.left() < (longest + reserve) * 1.2) {
      const left = Math.max(0, Math.round(deadline.left()))
      const done = Math.max(1, tried.length - Number(isSampled))
      const all = changes.length + 1
      stopped = `time ran out with ${left} s left after ${done} of ${all} settings`
      break
    }
    const candidate = await attempt({ ...start, ...found, ...change }, change, max)
    longest = Math.max(longest, candidate.seconds)
    if (best && !isClearlyBetter(candidate.cases, best.cases)) continue
    best = candidate
    found = { ...found, ...change }
  }
  if (!isSampled) return { best: best ?? whole, tried, stopped }
  if (Object.keys(found).length === 0) return { best: whole, tried, stopped }
  const again = await attempt({ ...start, ...found }, found, count)
  return { best: isClearlyBetter(again.cases, whole.cases) ? again : whole, tried, stopped }
}
