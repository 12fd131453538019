import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../../data/index.ts'
import {
  bestNeighbours,
  type FitOptions,
  fitOptions,
  type Links,
  linksRanker,
  quickLambda,
  type Teacher,
} from '../../teachers/index.ts'
import { withAdaptedText } from './adapted.ts'
import { type Cold, coldItems } from './cold.ts'
import { fitParts } from './parts.ts'
import { searchMemory } from './search.ts'
import {
  defaultMemory,
  type MemoryOptions,
  type MemorySettings,
  namesOf,
  type Parts,
} from './settings.ts'
import { withoutRareItems } from './support.ts'
import { buildTable, neighbourLinks } from './table.ts'

/**
 * The student's memory as a teacher, as it ships: pruned, in 8 bit. `standard` searches its weights
 * on validation, in the split's `choose` if there is one; `quick` uses defaults.
 *
 * @throws TacitError `student/memory` if it would have no part
 */
export async function fitMemory(
  dataset: Dataset,
  split: Split,
  options: MemoryOptions,
): Promise<Teacher> {
  if (options.preset === 'quick') {
    const fitted = await fitOn(dataset, split, options, quickLambda(split.ordered))
    return memoryTeacher(fitted, defaultMemory(split.ordered, namesOf(fitted.parts)))
  }
  const searched = await fitOn(dataset, split.choose ?? split, options)
  const settings = searchMemory(searched.parts, searched.fit, searched.cold)
  if (!split.choose) return memoryTeacher(searched, settings)
  const lambda = searched.lambda ?? undefined
  return memoryTeacher(await fitOn(dataset, split, options, lambda), settings)
}

/** The parts of a memory, and what they were fitted on. */
interface Fitted {
  fit: FitOptions
  parts: Parts
  lambda: number | null
  cold: Cold | null
}

async function fitOn(
  dataset: Dataset,
  split: Split,
  options: MemoryOptions,
  lambda?: number,
): Promise<Fitted> {
  const { memory, minSupport } = options
  const items = dataset.items.length
  const supported = { ...split, fit: withoutRareItems(split.fit, items, options) }
  const fit = withAdaptedText(fitOptions(dataset, supported, options), options)
  const fitted = await fitParts(fit, { memory, minSupport, needsEase: false, lambda })
  if (!namesOf(fitted.parts).length)
    throw new TacitError(
      'student/memory',
      `${dataset.name}: teacher "memory" has no parts: add some with --memory, or add text to ` +
        'the items',
    )
  const cold = coldItems(await bestNeighbours(fit), fit.users)
  return { fit, parts: fitted.parts, lambda: fitted.lambda, cold }
}

function memoryTeacher({ fit, parts, lambda, cold }: Fitted, settings: MemorySettings): Teacher {
  const { items, split, users } = fit
  const sparse = neighbourLinks(buildTable(parts, settings, { fit: split.fit, users, cold }))
  const links: Links = { items, decay: settings.decay, sparse }
  return { name: 'memory', config: { memory: settings, lambda }, links, ...linksRanker(links) }
}
