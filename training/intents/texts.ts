import { createHash } from 'node:crypto'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import type { Dataset, LoadOptions, Split } from '../data/index.ts'
import { type Progress, silent } from '../progress.ts'
import { type Csr, interactionMatrix } from '../sparse/index.ts'
import { type OrderedIntents, readIntents } from './store/read.ts'
import type { IntentRecord } from './types.ts'
import {
  type ItemVectors,
  loadModalities,
  loadVectors,
  meansOfPresent,
  type OrderedVectors,
  TEXT_MODALITY,
  userMeans,
} from './vectors.ts'

/** Files and folders that hold texts of items and users, as vectors or as intents. */
export interface TextOptions {
  /** Text vectors of the items (.npy, .safetensors): row r belongs to row r of the items file. */
  textItems?: string
  /**
   * Vectors of the items by modality, such as `{ image: 'images.safetensors' }`; row r belongs to
   * row r of the items file, and zeros to an item that lacks the modality. `text` is `textItems`.
   */
  vectors?: Readonly<Record<string, string>>
  /** Text vectors of the users, by the same text model. Default: the mean over a user's items. */
  textUsers?: string
  /** Folder of intents and their vectors, written by `intents`. */
  intents?: string
}

/** {@link TextOptions}, and the data that the rows of the files follow. */
export interface TextSources extends TextOptions, LoadOptions {
  data: string | readonly string[]
}

/** Vectors of users and items, as graph teachers take them. */
export interface Texts {
  /** Of the profiles (plain texts). */
  text?: OrderedVectors
  /** Of the intents; only with a folder of intents. */
  intents?: OrderedVectors
  /** Modalities beside text; undefined without any. */
  modalities?: readonly NamedVectors[]
}

/** Vectors of one modality; a row of zeros: the user or item lacks it. */
export interface NamedVectors extends OrderedVectors {
  name: string
}

/** Texts of the items alone, for the student and for teachers that compare items. */
export interface ItemTexts {
  /** Every modality; empty without vectors. */
  vectors: readonly ItemVectors[]
  records?: readonly (IntentRecord | null)[]
  /** Vectors of the intents, [N,width]; only with a folder of intents. */
  intents?: Pick<OrderedVectors, 'width' | 'items'>
}

/** What the users' texts may be made from. */
export interface ReadTextsOptions {
  /** The split whose events are fitted. */
  fitted: Pick<Split, 'fit' | 'hash'>
  /** The split that the users' intents must have been made for. */
  known: { hash: string; protocol: Protocol }
  /** Receives a note about items that the folder of intents lacks. */
  progress?: Progress
}

/**
 * Reads texts of users and items in the dataset's order. Profiles come from `textItems` and
 * `textUsers`, otherwise from the folder of intents. A user without a text gets the mean of their
 * fitted items. If `fitted` is not `known` itself (epochs are chosen on a part of the events), every
 * user gets that mean, because the folder describes users by more events than are fitted.
 *
 * @throws TacitError `intents/vectors` if only users have vectors; also what {@link loadVectors}
 *   and {@link readIntents} throw
 */
export async function readTexts(
  sources: TextSources,
  dataset: Dataset,
  { fitted, known, progress = silent }: ReadTextsOptions,
): Promise<Texts> {
  const interactions = interactionMatrix(fitted.fit, dataset.items.length)
  const given = await givenVectors(sources, dataset, fitted)
  const { intents: folder } = sources
  const others = await otherModalities(sources, dataset)
  const modalities =
    others.length > 0
      ? others.map((one) => ({ ...one, users: meansOfPresent(interactions, one) }))
      : undefined
  if (!folder) return { text: given, modalities }
  const { items: records, profiles, vectors } = await readIntents(folder, dataset, known)
  noteMissing(folder, records, progress)
  const ofFitted = ({ width, items, users }: OrderedVectors): OrderedVectors => ({
    width,
    items,
    users: fitted.hash === known.hash ? users : userMeans(interactions, items, width),
  })
  return { text: given ?? ofFitted(profiles), intents: ofFitted(vectors), modalities }
}

/**
 * Reads texts of the items. Lexical profiles of a folder of intents are ignored: comparing the
 * words themselves ranks better (docs/method.md#text-in-the-memory).
 *
 * @throws TacitError as {@link readTexts}
 */
export async function readItemTexts(
  sources: TextSources,
  dataset: Dataset,
  split: Pick<Split, 'fit'>,
  progress: Progress,
): Promise<ItemTexts> {
  const given = await givenVectors(sources, dataset, split)
  const { intents: folder } = sources
  const more = await otherModalities(sources, dataset)
  const withText = (text?: Pick<OrderedVectors, 'width' | 'items'>) =>
    text ? [{ name: TEXT_MODALITY, width: text.width, items: text.items }, ...more] : more
  if (folder === undefined) return { vectors: withText(given) }
  const ordered: OrderedIntents = await readIntents(folder, dataset)
  noteMissing(folder, ordered.items, progress)
  const lexical = ordered.manifest.embedding.provider === 'lexical'
  const text = given ?? (lexical ? undefined : ordered.profiles)
  return { vectors: withText(text), records: ordered.items, intents: ordered.vectors }
}

/** The modalities beside text. */
function otherModalities(sources: TextSources, dataset: Dataset): Promise<ItemVectors[]> {
  const { [TEXT_MODALITY]: _, ...others } = sources.vectors ?? {}
  return loadModalities(sources.data, sources, dataset, others)
}

/** A folder that is older than some items still serves the others. */
function noteMissing(folder: string, records: readonly unknown[], progress: Progress): void {
  const missing = records.filter((record) => record === null).length
  if (missing > 0)
    progress.note(
      `${folder}: ${missing} of ${records.length} items are missing and use only their own ` +
        'words: run tacit intents again',
    )
}

async function givenVectors(
  sources: TextSources,
  dataset: Dataset,
  { fit }: Pick<Split, 'fit'>,
): Promise<OrderedVectors | undefined> {
  const { data, textUsers } = sources
  const textItems = textFile(sources)
  if (!textItems) {
    if (!textUsers) return undefined
    throw new TacitError(
      'intents/vectors',
      `--text-users ${textUsers} needs --text-items: add the items' vectors, made by the same ` +
        'text model, or remove --text-users',
    )
  }
  const fitted = interactionMatrix(fit, dataset.items.length)
  const files = { items: textItems, users: textUsers }
  return loadVectors(data, sources, dataset, fitted, files)
}

/** @throws TacitError `intents/vectors` if two files claim to be the texts' */
function textFile({ textItems, vectors }: TextOptions): string | undefined {
  const named = vectors?.[TEXT_MODALITY]
  if (textItems && named && textItems !== named)
    throw new TacitError(
      'intents/vectors',
      `--text-items ${textItems} and --vectors text=${named} are the same modality: give one`,
    )
  return textItems ?? named
}

/** SHA-256 (hex) over text vectors and what is learned from beside them; undefined without any. */
export function hashTexts(
  { text, intents, modalities = [] }: Texts,
  attributes?: Pick<Csr, 'offsets' | 'index'>,
): string | undefined {
  const vectors = [text, intents, ...modalities]
  const parts: ArrayBufferView[] = vectors.flatMap((one) => (one ? [one.items, one.users] : []))
  if (attributes) parts.push(attributes.offsets, attributes.index)
  if (!parts.length) return undefined
  const hash = createHash('sha256')
  for (const part of parts)
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  return hash.digest('hex')
}
