import {
  formatPublicKey,
  fromBase64,
  type PrivateKey,
  readEnvelope,
  sha256Hex,
  TacitError,
  verifyEnvelope,
} from '@tacit-rec/pack'
import * as v from 'valibot'
import { type Progress, silent } from '../progress.ts'
import { assertEdge, catalogueUrl, type EdgeClient, edgeClient } from './edge.ts'
import {
  assertSigned,
  nextManifest,
  nextSequence,
  promoteManifest,
  type SigningOptions,
} from './next.ts'
import { type Facts, FactsSchema, type Live, readArchived, readStored } from './stored.ts'

export interface RollbackRequest extends Omit<SigningOptions, 'share'> {
  to: string
  token: string
  /** Sequence of the manifest whose files are to be live again. Default: the one before. */
  sequence?: number
  /** Public keys that may have signed it, beside those that sign now. */
  trusted?: readonly string[]
}

export interface RolledBack {
  url: string
  /** Of the new manifest. */
  sequence: number
  /** Sequence of the manifest whose files are live again. */
  to: number
  /** Whether they were live before. */
  unchanged: boolean
}

interface Archived {
  name: string
  bytes: Uint8Array
  manifest: Facts
}

/**
 * Makes the files of an earlier manifest live again, by a new manifest with a higher sequence:
 * devices refuse a lower one. A second run finds that the first one ended.
 *
 * @throws TacitError `rollback/…` if there is nothing to roll back to
 */
export async function rollBack(
  { to, token, sequence: wanted, trusted = [], ...signing }: RollbackRequest,
  progress: Progress = silent,
): Promise<RolledBack> {
  const url = catalogueUrl(to)
  const edge = edgeClient(url, token)
  await assertEdge(url)
  const { live, manifests } = await readStored(edge)
  if (!live)
    throw new TacitError('rollback/none', `${url} has no pack: publish one with tacit publish`)
  const done = live.manifest.rollback
  if (done && (wanted === undefined || wanted === done.to)) {
    progress.note(
      `${url}: the live pack is already a roll-back, to sequence ${done.to}; name another with ` +
        '--sequence',
    )
    return { url, sequence: live.sequence, to: done.to, unchanged: true }
  }
  assertSigned(live, signing)
  const pins = [...trusted, ...signing.keys.map(publicOf)]
  const names = manifests.map(({ name }) => name).reverse()
  const target = await find(edge, names, live, wanted, signing.force ? [] : pins)
  const { previous: _, rollout: __, expires: ___, ...old } = parse(target.bytes)
  const sequence = await nextSequence(live.sequence + 1, live, signing.keys)
  const from = live.sequence
  const rolledTo = target.manifest.sequence
  const created = new Date().toISOString()
  const next = { ...old, created, rollback: { to: rolledTo, from } }
  await promoteManifest(edge, nextManifest(next, sequence, live, signing), sequence, signing)
  progress.note(`${url}: the files of sequence ${rolledTo} are live again, as sequence ${sequence}`)
  return { url, sequence, to: rolledTo, unchanged: false }
}

/** @param names newest first @param pins keys of which one must have signed; none: any or nobody */
async function find(
  edge: EdgeClient,
  names: readonly string[],
  live: Live,
  wanted: number | undefined,
  pins: readonly string[],
): Promise<Archived> {
  const files = ({ files }: Facts) =>
    files
      .map(({ sha256 }) => sha256)
      .sort()
      .join()
  for (const name of names) {
    if (wanted !== undefined && Number(name.split('.')[0]) !== wanted) continue
    const archived = await readManifestOf(edge, name, pins)
    const isLive = (await sha256Hex(archived.bytes)) === live.sha256
    const isOther = files(archived.manifest) !== files(live.manifest)
    if (wanted !== undefined || (!isLive && isOther && !archived.manifest.rollback)) return archived
  }
  throw new TacitError(
    'rollback/none',
    wanted === undefined
      ? `${edge.url} has no earlier pack with other files: tacit packs lists what there is`
      : `${edge.url} has no manifest of sequence ${wanted}: tacit packs lists what there is`,
  )
}

/** @throws TacitError `sign/…` if a stored manifest is signed by none of our keys */
async function readManifestOf(
  edge: EdgeClient,
  name: string,
  pins: readonly string[],
): Promise<Archived> {
  const stored = await readArchived(edge, name)
  const isSigned = 'payloadType' in parse(stored)
  // Signing what somebody else put there would lend it our name.
  const bytes =
    pins.length > 0
      ? (await verifyEnvelope(stored, pins)).manifest
      : isSigned
        ? readEnvelope(stored).manifest
        : stored
  return { name, bytes, manifest: v.parse(FactsSchema, parse(bytes)) }
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(bytes))
}

function publicOf({ x }: PrivateKey): string {
  return formatPublicKey(fromBase64(x))
}
