import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import {
  bestNeighbours,
  fitOptions,
  itemUsers,
  linksRanker,
  type Teacher,
} from '../teachers/index.ts'
import { coldItems } from './cold.ts'
import { type DistilOptions, quickLambda } from './distil.ts'
import {
  buildMemory,
  defaultMemory,
  type MemorySettings,
  neighbourLinks,
  type PartName,
} from './memory.ts'
import { searchMemory } from './memory-search.ts'
import { fitParts, withoutRareItems } from './parts.ts'

interface Config {
  memory: MemorySettings
  lambda: number | null
}

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
  const quick = options.preset === 'quick'
  const { choose } = split
  const chosen = choose && !quick ? await fitMemory(dataset, choose, options) : undefined
  const kept = { ...split, fit: withoutRareItems(split.fit, items, options.minSupport) }
  const run = fitOptions(dataset, kept, options)
  const found = chosen?.config as Config | undefined
  const fixed = found?.lambda ?? (quick ? quickLambda(split.ordered) : undefined)
  const { parts, lambda } = await fitParts(run, options, false, fixed)
  const names = Object.keys(parts) as PartName[]
  if (!names.length)
    throw new TacitError(
      'student/memory',
      `${dataset.name}: teacher "memory" has no parts: give some with --memory, or items with text`,
    )
  const { deadline, progress } = options
  const cold = coldItems(await bestNeighbours(run), itemUsers(kept.fit, items))
  const search = () => searchMemory(parts, kept, { items, deadline, progress, cold }).settings
  const settings = found?.memory ?? (quick ? defaultMemory(split.ordered, names) : search())
  const sparse = neighbourLinks(buildMemory(parts, settings, kept.fit, cold))
  const links = { items, decay: settings.decay, sparse }
  const config: Config = { memory: settings, lambda }
  return { name: 'memory', config: { ...config }, links, ...linksRanker(links) }
}
