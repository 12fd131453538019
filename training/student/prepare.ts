import { type Dataset, pickRows, type Split, sampleUsers } from '../data/index.ts'
import { type Csr, interactionMatrix } from '../sparse/index.ts'
import {
  bestNeighbours,
  type FitOptions,
  fitOptions,
  hasDenseTexts,
  sharesOfModalities,
  textSources,
  warmUsers,
} from '../teachers/index.ts'
import { hasExamples, listExamples, type TrainingData } from './encoder/index.ts'
import { coldItems, type MemoryOptions, withAdaptedText, withoutRareItems } from './memory/index.ts'
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
  /** Users × items, binary, of all fitted events; the encoder is trained on those of a sample. */
  interactions: Csr
  teachers: LoadedTeacher[]
  /** The share of each of several modalities in the neighbours by given vectors. */
  modalities?: Record<string, number>
}

/** Events of the users whose histories the encoder is trained on, max (docs/measurements/time.md). */
const MAX_EVENTS = 300_000

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
  const elsewhere = (options.own ?? []).map((teacher) => ({ name: teacher.name, run: teacher }))
  const teachers = [...(await loadRuns(named, dataset, split, minSupport)), ...elsewhere]
  const events = withoutRareItems(split.fit, items, options)
  const own = fitOptions(dataset, { ...split, fit: events }, options)
  const users = warmUsers(own.users, minSupport)
  const fit = withAdaptedText({ ...own, users }, options)
  const text = await bestNeighbours(fit)
  const { ordered } = split
  const rows = sampleUsers(events, MAX_EVENTS, options.seed)
  const all = events.offsets.length - 1
  if (rows.length < all)
    options.progress.note(`the encoder learns from ${rows.length} of ${all} users, drawn at random`)
  const interactions = interactionMatrix(events, items)
  const seen = rows.length < all ? interactionMatrix(pickRows(events, rows), items) : interactions
  return {
    fit,
    interactions,
    memory,
    minSupport,
    teachers,
    graph: { interactions: seen, text, ordered, kinds: dataset.kinds },
    cold: coldItems(text, fit.users),
    examples: listExamples(events, ordered, rows),
    modalities: await sharesOfModalities(options, fit),
  }
}

/** The student's teachers by name: those of the options, else the defaults. */
export function studentTeachers(
  dataset: Dataset,
  { ordered }: Split,
  options: DistilOptions,
): NamedTeacher[] {
  const compared = textSources(dataset, options).length > 0
  const learned = hasDenseTexts(dataset, options)
  return nameTeachers(options.teachers ?? defaultTeachers(ordered, { compared, learned }))
}
