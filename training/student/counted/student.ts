import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../../data/index.ts'
import { bestNeighbours, fitOptions, quickLambda, warmUsers } from '../../teachers/index.ts'
import { DISLIKE, defaultSettings, draftPack } from '../encoder/index.ts'
import { itemsByUsers, loneItems } from '../lone-items.ts'
import {
  coldItems,
  defaultMemory,
  fitParts,
  type MemoryOptions,
  makeMemory,
  namesOf,
  withAdaptedText,
} from '../memory/index.ts'
import type { Distilled } from '../types.ts'
import { spectralRows, trainedOnPaths } from './encoder.ts'

/** Events of one item each that σ and κ are taken over. */
const DRAWN = 2000

/**
 * A student of counts alone, without one history: the memory from the counts and texts, the prior from
 * the users, and an encoder. `quick` has spectral rows with user exponent 0, for which pair counts
 * suffice; so has a set without order. `standard` trains the encoder on paths that are drawn from the counts.
 *
 * Nothing is chosen on validation: counts hold every user. The settings are measured ones.
 *
 * @throws TacitError `student/no-pairs` if no pair has `minSupport` users and the items have no text
 */
export async function countedStudent(
  dataset: Dataset,
  split: Split,
  options: MemoryOptions,
): Promise<Distilled> {
  const { memory: named, minSupport } = options
  const { kinds } = dataset
  const { ordered } = split
  const lambda = quickLambda(ordered)
  const all = fitOptions(dataset, split, { ...options, preset: 'quick' })
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
  const counted = { fit, kinds, text, cold, memory }
  const trained = options.preset === 'standard' && ordered ? await trainedOnPaths(counted) : null
  const { tables, shape, beta, ...chosen } = trained ?? (await spectralRows(counted))
  return {
    draft: draftPack(tables, shape, kinds, memory, beta),
    tables,
    memory,
    choice: {
      settings: defaultSettings(ordered),
      ...chosen,
      memory: settings,
      lambda: parts.ease ? lambda : null,
      beta,
      dislike: DISLIKE,
      teachers: {},
      graphs: {},
    },
  }
}
