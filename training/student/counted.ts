import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import { bestNeighbours, fitOptions, gramOf, quickLambda, warmUsers } from '../teachers/index.ts'
import {
  DISLIKE,
  defaultSettings,
  draftPack,
  SPECTRAL,
  spectralBasisOfGram,
  spectralShape,
  spectralTables,
  withColdRows,
} from './encoder/index.ts'
import { itemsByUsers, loneItems } from './lone-items.ts'
import {
  coldItems,
  defaultMemory,
  fitParts,
  type MemoryOptions,
  makeMemory,
  namesOf,
  withAdaptedText,
} from './memory/index.ts'
import type { Distilled } from './types.ts'

/**
 * Weight of the memory; with order it carries most (docs/counts.md). Counts that devices gave, with
 * back-off, are too thin for spectral rows (docs/private-learning.md).
 */
const BETA = { ordered: 1.5, given: 6, unordered: 0.1 }
/** Events of one item each that σ and κ are taken over. */
const DRAWN = 2000

/**
 * A student of counts alone, without one history: the memory from the counts and texts, the prior
 * from the users, and spectral rows with user exponent 0, for which pair counts suffice.
 *
 * @throws TacitError `student/no-pairs` if no pair has `minSupport` users and the items have no text
 */
export async function countedStudent(
  dataset: Dataset,
  split: Split,
  options: MemoryOptions,
): Promise<Distilled> {
  const { memory: named, minSupport, seed } = options
  const { kinds } = dataset
  const { ordered } = split
  const lambda = quickLambda(ordered)
  const all = fitOptions(dataset, split, options)
  const users = warmUsers(all.users, minSupport)
  const fit = withAdaptedText({ ...all, users }, options)
  const { parts } = await fitParts(fit, { memory: named, minSupport, needsEase: false, lambda })
  const names = namesOf(parts)
  if (!names.some((name) => parts[name]!.index.length > 0))
    throw new TacitError(
      'student/no-pairs',
      `${dataset.name}: no pair of items has ${minSupport} users, and the items have no text: add ` +
        'counts, add item texts with --items, or lower --min-support',
    )
  const text = await bestNeighbours(fit)
  const cold = coldItems(text, users)
  const settings = defaultMemory(ordered, names)
  const lone = loneItems(itemsByUsers(users, DRAWN))
  const memory = makeMemory(parts, settings, { fit: lone, users, kinds, text, cold })
  const spectral = { ...SPECTRAL, dim: ordered ? 64 : SPECTRAL.dim, userExponent: 0 }
  const task = options.progress.task('spectral rows', 1)
  const counts = await fit.counts()
  const basis = spectralBasisOfGram(gramOf(counts, users), users, spectral, seed)
  const tables = withColdRows(spectralTables(users, kinds, spectral, basis), cold)
  task.end()
  const kind = counts.backOff ? 'given' : 'ordered'
  const beta = BETA[ordered ? kind : 'unordered']
  return {
    draft: draftPack(tables, spectralShape(spectral), kinds, memory, beta),
    tables,
    memory,
    choice: {
      settings: defaultSettings(ordered),
      spectral,
      memory: settings,
      lambda: parts.ease ? lambda : null,
      beta,
      dislike: DISLIKE,
      teachers: {},
      graphs: {},
    },
  }
}
