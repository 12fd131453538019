import { createHash } from 'node:crypto'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import {
  type IntentRecord,
  loadVectors,
  type OrderedIntents,
  type OrderedVectors,
  readIntents,
  userMeans,
} from '../intents/index.ts'
import { type Progress, silent } from '../progress.ts'
import { interactionMatrix } from '../sparse/index.ts'
import { type DataFlags, loadOptions, type TextFlags } from './flags.ts'

/** Texts of users and items, as graph teachers take them. */
export interface Texts {
  /** Of the plain texts. */
  text?: OrderedVectors
  /** Of the intents, where there is a folder of them. */
  intents?: OrderedVectors
}

/** What the student takes of texts, and whatever else compares items alone. */
export interface ItemTexts {
  vectors?: Pick<OrderedVectors, 'width' | 'items'>
  records?: readonly (IntentRecord | null)[]
}

/**
 * The texts that the flags name, led to the dataset's order: profiles from `--text-items` and
 * `--text-users`, or else from the folder of intents. A user's text that is not given is the mean
 * of their fitted items'; so it is too where `split` is only what epochs are chosen on.
 *
 * @param known what the users' intents must have been made from
 * @param progress is told of items that the folder does not know
 * @throws TacitError `intents/vectors` where users have vectors and items none; what
 * {@link loadVectors} and {@link readIntents} throw
 */
export async function readTexts(
  data: string,
  flags: DataFlags & TextFlags,
  dataset: Dataset,
  split: Pick<Split, 'fit' | 'hash'>,
  known: { hash: string; protocol: Protocol } = split as Split,
  progress: Progress = silent,
): Promise<Texts> {
  const { intents: folder } = flags
  const fitted = interactionMatrix(split.fit, dataset.items.length)
  const given = await givenVectors(data, flags, dataset, split)
  if (!folder) return { text: given }
  const { items: records, profiles, vectors } = await readIntents(folder, dataset, known)
  noteMissing(folder, records, progress)
  const seen = ({ width, items, users }: OrderedVectors): OrderedVectors => ({
    ...{ width, items },
    users: split.hash === known.hash ? users : userMeans(fitted, items, width),
  })
  return { text: given ?? seen(profiles), intents: seen(vectors) }
}

/**
 * The items' texts that the flags name. Profiles that were made of words are left to the words
 * themselves, which say more (METHOD 3).
 *
 * @throws TacitError as {@link readTexts}
 */
export async function readItemTexts(
  data: string,
  flags: DataFlags & TextFlags,
  dataset: Dataset,
  split: Pick<Split, 'fit'>,
  progress: Progress,
): Promise<ItemTexts> {
  const given = await givenVectors(data, flags, dataset, split)
  const told: OrderedIntents | undefined =
    flags.intents === undefined ? undefined : await readIntents(flags.intents, dataset)
  if (told) noteMissing(flags.intents!, told.items, progress)
  const dense = told && told.manifest.embedding.provider !== 'lexical' ? told.profiles : undefined
  return { vectors: given ?? dense, records: told?.items }
}

/** A folder that was made before items were added serves for the others. */
function noteMissing(folder: string, records: readonly unknown[], progress: Progress): void {
  const missing = records.filter((record) => record === null).length
  if (missing > 0)
    progress.note(
      `${folder}: ${missing} of ${records.length} items are not in it and have only their own ` +
        'words: run tacit intents again',
    )
}

async function givenVectors(
  data: string,
  { textItems, textUsers, ...flags }: DataFlags & TextFlags,
  dataset: Dataset,
  { fit }: Pick<Split, 'fit'>,
): Promise<OrderedVectors | undefined> {
  if (!textItems) {
    if (!textUsers) return undefined
    throw new TacitError(
      'intents/vectors',
      `--text-users ${textUsers}: there is no --text-items: give the items' vectors by the same ` +
        "text model, or leave the users' out",
    )
  }
  const fitted = interactionMatrix(fit, dataset.items.length)
  const files = { items: textItems, users: textUsers }
  return loadVectors(data, loadOptions(flags), dataset, fitted, files)
}

/** SHA-256 over text vectors; undefined of none. */
export function hashTexts({ text, intents }: Texts): string | undefined {
  const parts = [text, intents].flatMap((one) => (one ? [one.items, one.users] : []))
  if (!parts.length) return undefined
  const hash = createHash('sha256')
  for (const part of parts)
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  return hash.digest('hex')
}
