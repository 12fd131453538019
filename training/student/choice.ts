import type { Dataset, Split } from '../data/index.ts'
import { assess } from './assess.ts'
import { isLearnable, prepare } from './prepare.ts'
import { quick, quickChoice } from './quick.ts'
import { engineRanker } from './ranker.ts'
import { search } from './search.ts'
import type { Chosen, DistilOptions } from './types.ts'

/**
 * Chooses the settings of a student. `quick` uses defaults, and without order the better of two
 * encoders. `standard` searches. Both judge on `split.choose`, or on the split itself without one;
 * with too few events there, `standard` falls back to `quick`.
 */
export async function choose(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Chosen> {
  if (options.preset === 'quick') return quick(dataset, split, options)
  if (split.choose && !isLearnable(dataset, split.choose, options)) {
    const stopped = 'too few events to search settings on: used those of the quick preset'
    return { choice: await quickChoice(dataset, split, options), report: { stopped } }
  }
  const distilled = await search(await prepare(dataset, split.choose ?? split, options))
  const { choice, validation, tried, stopped } = distilled
  const report = { validation, tried, stopped }
  if (!split.choose) return { choice, report, distilled }
  const assessment = assess(engineRanker(distilled.draft), dataset, split.choose)
  return { choice, report: { ...report, assessment } }
}
