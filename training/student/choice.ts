import type { Dataset, Split } from '../data/index.ts'
import { QUICK_EPOCHS, textSources } from '../teachers/index.ts'
import { defaultSettings } from './encoder/index.ts'
import { partNames, quickBeta, quickLambda, quickMemory } from './memory/index.ts'
import { isLearnable, prepare, studentTeachers } from './prepare.ts'
import { search } from './search.ts'
import { quickWeights } from './targets/index.ts'
import type { Choice, Distilled, DistilOptions, SearchReport } from './types.ts'

/** The result of {@link choose}. */
export interface Chosen {
  choice: Choice
  report: SearchReport
  /** The student of a search on the split itself: fitting it again would give the same one. */
  distilled?: Distilled
}

/**
 * Chooses the settings of a student. `quick` uses defaults. `standard` searches on `split.choose`,
 * or on the split itself without one; with too few events there, it falls back to `quick`.
 */
export async function choose(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Chosen> {
  if (options.preset === 'quick')
    return { choice: await quickChoice(dataset, split, options), report: {} }
  if (split.choose && !isLearnable(dataset, split.choose, options)) {
    const stopped = 'too few events to search settings on: used those of the quick preset'
    return { choice: await quickChoice(dataset, split, options), report: { stopped } }
  }
  const distilled = await search(await prepare(dataset, split.choose ?? split, options))
  const { choice, validation, tried, stopped } = distilled
  const report = { validation, tried, stopped }
  return split.choose ? { choice, report } : { choice, report, distilled }
}

async function quickChoice(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Choice> {
  const { ordered, protocol } = split
  const texts = textSources(dataset, options)
  const parts = partNames(options.memory, ordered, texts, dataset.items.length)
  return {
    settings: defaultSettings(ordered),
    memory: parts.length ? quickMemory(split, parts) : null,
    lambda: quickLambda(ordered),
    beta: quickBeta(protocol),
    teachers: await quickWeights(studentTeachers(dataset, split, options)),
    lightGcnEpochs: QUICK_EPOCHS,
  }
}
