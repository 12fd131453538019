import type { Dataset, Split } from '../data/index.ts'
import { interactionMatrix } from '../sparse/index.ts'
import {
  assertEaseFits,
  bestNeighbours,
  type FitOptions,
  fitOptions,
  textSources,
} from '../teachers/index.ts'
import { hasExamples, listExamples, type TrainingData } from './encoder/index.ts'
import { coldItems, type MemoryOptions, warmUsers, withoutRareItems } from './memory/index.ts'
import {
  defaultTeachers,
  type LoadedTeacher,
  loadRuns,
  type NamedTeacher,
  nameTeachers,
} from './targets/index.ts'
import type { DistilOptions } from './types.ts'

/** What searching and fitting need of one split; rare items are left out of its fitted events. */
export interface Prepared extends TrainingData, Pick<MemoryOptions, 'memory' | 'minSupport'> {
  fit: FitOptions
  teachers: LoadedTeacher[]
}

/** Whether the fitted events teach anything: a user with two different items that are not rare. */
export function isLearnable(
  { items }: Dataset,
  { fit }: Split,
  options: Pick<DistilOptions, 'minSupport' | 'counts'>,
): boolean {
  return hasExamples(withoutRareItems(fit, items.length, options))
}

/**
 * Prepares a split: cold items, text neighbours, training examples and the teachers' RUNs.
 *
 * @throws TacitError for teachers that are unknown, do not fit the split, or are too large for this
 *   machine
 */
export async function prepare(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Prepared> {
  const { memory, minSupport } = options
  const items = dataset.items.length
  const named = studentTeachers(dataset, split, options)
  if (named.some(({ name }) => name === 'ease')) assertEaseFits(items)
  const teachers = await loadRuns(named, dataset, split, minSupport)
  const events = withoutRareItems(split.fit, items, options)
  const all = fitOptions(dataset, { ...split, fit: events }, options)
  const fit = { ...all, users: warmUsers(all.users, minSupport) }
  const text = await bestNeighbours(fit)
  const { ordered } = split
  return {
    fit,
    memory,
    minSupport,
    teachers,
    graph: { interactions: interactionMatrix(events, items), text, ordered, kinds: dataset.kinds },
    cold: coldItems(text, fit.users),
    examples: listExamples(events, ordered),
  }
}

/** The student's teachers by name: those of the options, else the defaults. */
export function studentTeachers(
  dataset: Dataset,
  { ordered }: Split,
  options: DistilOptions,
): NamedTeacher[] {
  const hasText = textSources(dataset, options).length > 0
  return nameTeachers(options.teachers ?? defaultTeachers(dataset, ordered, hasText))
}
