import { TacitError } from '@tacit/pack'
import type { Dataset, Split } from '../data/index.ts'
import { fitOptions, linksRanker, type Teacher } from '../teachers/index.ts'
import { type DistilOptions, quickLambda } from './distil.ts'
import { buildMemory, defaultMemory, neighbourLinks, type PartName } from './memory.ts'
import { searchMemory } from './memory-search.ts'
import { fitParts, withoutRareItems } from './parts.ts'

/**
 * The student's memory alone, as it ships (pruned, in 8 bit): `standard` chooses its weights on
 * validation, `quick` takes fixed ones.
 *
 * @throws TacitError `student/memory` where it has no part
 */
export async function fitMemory(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Teacher> {
  const items = dataset.items.length
  const kept = { ...split, fit: withoutRareItems(split.fit, items, options.minSupport) }
  const run = fitOptions(dataset, kept, options)
  const quick = options.preset === 'quick'
  const fixed = quick ? quickLambda(split.ordered) : undefined
  const { parts, lambda } = await fitParts(run, options, false, fixed)
  const names = Object.keys(parts) as PartName[]
  if (!names.length)
    throw new TacitError(
      'student/memory',
      `${dataset.name}: teacher "memory" has no parts: give some with --memory, or items with text`,
    )
  const { deadline, progress } = options
  const settings = quick
    ? defaultMemory(split.ordered, names)
    : searchMemory(parts, kept, { items, deadline, progress }).settings
  const sparse = neighbourLinks(buildMemory(parts, settings, kept.fit))
  const links = { items, decay: settings.decay, sparse }
  return { name: 'memory', config: { memory: settings, lambda }, links, ...linksRanker(links) }
}
