import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Leak,
  leakOf,
  newSealKeys,
  SEAL_KEY_BYTES,
  type SealKeys,
} from '@tacit-rec/contribute'
import { fromBase64, TacitError, toBase64Url } from '@tacit-rec/pack'
import { addReviewed, type Collected, collectEpoch } from '../contribute/index.ts'
import { errorCode, reasonOf } from '../files.ts'
import { releasesAt } from '../publish/index.ts'

export interface CollectOptions {
  /**
   * Address of the edge, `https://HOST` or `https://HOST/v1/c/CATALOGUE`; or a folder of releases as it stores
   * them: `FROM/EPOCH/record` and parts.
   */
  from: string
  /** The edge's ADMIN_TOKEN or a key of the catalogue, where `from` is an address. */
  token?: string
  /** Number of the epoch. */
  epoch: number
  /** Folder of the counts, which `train --counts` reads. Epochs add up in it. */
  out: string
  /** File of the aggregator's keys, from `collect.newKey`. */
  key: string
  /** Keep the messages. Default: they are deleted once the counts are written. */
  keep?: boolean
  /** Number of threads that open messages. Default: one per core. */
  threads?: number
}

export interface CollectResult extends Collected {
  /** What the opened counts tell about one device; null without sampling. */
  leak: Leak | null
}

export interface ReviewOptions {
  /** List of held tokens with `yes` in the column `keep` where a token counts. */
  held: string
  epoch: number
  out: string
}

export interface NewKeyOptions {
  /** File to write. An existing one is never overwritten. */
  file: string
}

/**
 * Opens what visitors contributed in an epoch: counts of pairs that at least k devices gave. From an edge it
 * copies the messages to `OUT/releases/` first, and deletes them there and here once the counts are written.
 *
 * @throws TacitError `collect/…`
 * @example
 * await collect({ from: 'releases', epoch: 2950, key: 'aggregator.json', out: 'counts' })
 */
export async function collect(options: CollectOptions): Promise<CollectResult> {
  const { from, epoch, out, keep, threads, token = '' } = options
  const keys = await readKeys(options.key)
  const collected = isAddress(from)
    ? await collectFromEdge({ from, epoch, out, keep, threads, token }, keys)
    : await collectEpoch(from, epoch, out, keys, { keep, threads })
  const { sample, threshold, pairs } = collected
  return { ...collected, leak: leakOf(sample, threshold, 3 * pairs) }
}

const isAddress = (from: string) => /^https?:\/\//.test(from)

/** Deletes at the edge before here, so that after a stop at any step it can run again. */
async function collectFromEdge(
  { from, epoch, out, keep, threads, token }: Omit<CollectOptions, 'key'> & { token: string },
  keys: SealKeys,
): Promise<Collected> {
  const releases = await releasesAt(from, token)
  const copies = join(out, 'releases')
  const { parts } = await releases.fetch(epoch, copies)
  const collected = await collectEpoch(copies, epoch, out, keys, { keep: true, threads })
  if (!keep) await releases.delete(epoch, parts)
  await rm(join(copies, String(epoch)), { recursive: true })
  return collected
}

/** Counts held tokens that a person has accepted. @returns how many */
export async function review({ held, epoch, out }: ReviewOptions): Promise<{ added: number }> {
  const { sample } = await readReport(out, epoch)
  return { added: await addReviewed(held, out, epoch, sample) }
}

/** Makes the aggregator's keys. @returns the public key, for the randomness server's CATALOGUES */
export async function newCollectKey({ file }: NewKeyOptions): Promise<{ seal: string }> {
  const keys = await newSealKeys()
  const seal = toBase64Url(keys.public)
  const text = JSON.stringify({ seal, private: toBase64Url(keys.private) })
  try {
    await writeFile(file, `${text}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    throw new TacitError(
      'collect/key',
      `${file} exists: messages of open epochs are sealed to its key; choose another name`,
    )
  }
  return { seal }
}

async function readKeys(file: string): Promise<SealKeys> {
  try {
    const { seal, private: secret } = JSON.parse(await readFile(file, 'utf8'))
    const keys = { public: fromBase64(seal), private: fromBase64(secret) }
    if (keys.public.length === SEAL_KEY_BYTES) return keys
    throw new Error('its public key has another length')
  } catch (cause) {
    throw new TacitError(
      'collect/key',
      `${file} has no key of an aggregator (${reasonOf(cause)}): tacit collect --new-key makes one`,
      { cause },
    )
  }
}

async function readReport(out: string, epoch: number): Promise<Pick<Collected, 'sample'>> {
  try {
    return JSON.parse(await readFile(`${out}/epoch-${epoch}.json`, 'utf8'))
  } catch (cause) {
    throw new TacitError(
      'collect/epoch',
      `${out} has no counts of epoch ${epoch} (${reasonOf(cause)}): collect it first`,
      { cause },
    )
  }
}
