import { type PrivateKey, TacitError } from '@tacit-rec/pack'
import { readKeys, signingKeys } from '../keys/index.ts'
import {
  type Collected,
  collectGarbage,
  listPacks,
  type PackListing,
  type Published,
  publishPack,
  type RolledBack,
  rollBack,
} from '../publish/index.ts'
import { DEFAULTS, type ProgressOptions } from './options.ts'

/** An edge's catalogue and who asks. */
export interface EdgeOptions extends ProgressOptions {
  /** The edge's address, for its catalogue `default`; or …/v1/c/CATALOGUE. */
  to: string
  /** Value of the edge's ADMIN_TOKEN secret, or a key of the catalogue. */
  token: string
}

/** How a manifest is signed. */
export interface SignOptions {
  /** Folder of the keys that sign; null: none. Default: `tacit-keys`, if it is there. */
  keys?: string | null
  /** Days after which devices take the pack for stale. Default: never. */
  expiresIn?: number
  /** Skips the guards against mistakes. Default: false. */
  force?: boolean
}

export interface PublishOptions extends EdgeOptions, SignOptions {
  /** Folder of the pack. */
  pack: string
  /** Share of the devices that take the pack, in (0, 1]. Default: all. */
  share?: number
  /** Sends files and makes nothing live. Default: false. */
  uploadOnly?: boolean
}

/** The address of the catalogue, the sequence, and the names of the files that were sent. */
export type PublishResult = Published

/**
 * Uploads a pack to an edge and makes it live. The pack is verified first; visitors get the old
 * pack until every file of the new one is there. Refused, unless forced, if items fall by more than
 * 10 %, events by more than 50 % or offline quality by more than 20 % against what is live.
 *
 * @throws TacitError `publish/…` with the edge's answer and the remedy
 * @example
 * await publish({ pack: 'pack', to: 'https://edge.example', token: process.env.TACIT_TOKEN! })
 */
export async function publish(options: PublishOptions): Promise<PublishResult> {
  const { pack: folder, to, token, uploadOnly, progress } = options
  const only = uploadOnly ? 'upload' : undefined
  return publishPack({ folder, to, token, only, ...(await signing(options)) }, progress)
}

export type PromoteOptions = Omit<PublishOptions, 'uploadOnly'>

/**
 * Makes a pack live whose files were uploaded before.
 *
 * @throws TacitError `publish/missing` if some were not
 */
export async function promote(options: PromoteOptions): Promise<PublishResult> {
  const { pack: folder, to, token, progress } = options
  return publishPack({ folder, to, token, only: 'promote', ...(await signing(options)) }, progress)
}

export interface RollbackOptions extends EdgeOptions, SignOptions {
  /** Sequence of the manifest whose files are to be live again. Default: the one before. */
  sequence?: number
}

export type RollbackResult = RolledBack

/**
 * Makes the files of an earlier pack live again, by a new manifest with a higher sequence.
 *
 * @throws TacitError `rollback/…`
 */
export async function rollback(options: RollbackOptions): Promise<RollbackResult> {
  const { to, token, sequence, keys, progress } = options
  const known = keys === null ? [] : await readKeys(keys ?? DEFAULTS.keys)
  const trusted = known.map(({ publicKey }) => publicKey)
  return rollBack({ to, token, sequence, trusted, ...(await signing(options)) }, progress)
}

export interface GcOptions extends EdgeOptions {
  /** Number of the newest manifests that are kept. Default: 10. */
  keep?: number
  /** What was live or uploaded in the last so many hours is kept too. Default: 48. */
  hours?: number
  /** Says what would be deleted, and deletes nothing. Default: false. */
  dryRun?: boolean
}

export type GcResult = Collected

/** Deletes packs that were superseded long ago, and files that no kept pack lists. */
export async function gc({
  keep = DEFAULTS.keep,
  hours = DEFAULTS.hours,
  dryRun = false,
  progress,
  ...options
}: GcOptions): Promise<GcResult> {
  return collectGarbage({ ...options, keep, hours, dryRun }, progress)
}

export type PacksResult = PackListing

/** Lists what a catalogue's storage holds and what is live, never through a cache. */
export async function packs({ to, token }: EdgeOptions): Promise<PacksResult> {
  return listPacks(to, token)
}

async function signing(options: SignOptions & { share?: number }) {
  const { expiresIn, share, force = false } = options
  return { keys: await privateKeys(options.keys), expiresIn, share, force }
}

/** @throws TacitError `keys/none` if a folder was named and has none */
async function privateKeys(folder: string | null | undefined): Promise<PrivateKey[]> {
  if (folder === null) return []
  const keys = await signingKeys(folder ?? DEFAULTS.keys)
  if (folder !== undefined && keys.length === 0)
    throw new TacitError(
      'keys/none',
      `${folder} has no key that signs: make one with tacit keys new, or name another folder`,
    )
  return keys
}
