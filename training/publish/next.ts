import {
  ENVELOPE_TYPE,
  fromBase64,
  keyidOf,
  type PrivateKey,
  signEnvelope,
  TacitError,
} from '@tacit-rec/pack'
import type { EdgeClient } from './edge.ts'
import type { Live } from './stored.ts'

/** How a manifest is promoted. */
export interface SigningOptions {
  /** Private keys that sign; none: the manifest is bare. */
  keys: readonly PrivateKey[]
  /** Days after which devices take the pack for stale. Default: never. */
  expiresIn?: number
  /** Share of the devices that take the pack, in (0, 1]. Default: all. */
  share?: number
  /** Skips the guards against mistakes. */
  force: boolean
}

export async function keyidsOf(keys: readonly PrivateKey[]): Promise<string[]> {
  return Promise.all(keys.map(({ x }) => keyidOf(fromBase64(x))))
}

/** A sequence that is this far above the folder's is taken for a mistake or an attack. */
const LEAP = 2 ** 20

/**
 * The sequence after what is live, and at least `own`. A key that never signed starts anew, so that
 * it undoes a sequence that another key raised.
 */
export async function nextSequence(
  own: number,
  live: Live | null,
  keys: readonly PrivateKey[],
): Promise<number> {
  if (!live) return own
  const keyids = keys.length > 0 ? await keyidsOf(keys) : ['']
  const highest = Math.max(...keyids.map((keyid) => live.highest[keyid] ?? 0))
  const current = live.sequence - Math.max(own, highest) > LEAP ? 0 : live.sequence
  return Math.max(own, highest + 1, current + 1)
}

/**
 * The bytes of the manifest that follows what is live. Fields that this version does not know stay.
 *
 * @param manifest parsed JSON
 */
export function nextManifest(
  manifest: object,
  sequence: number,
  live: Live | null,
  { expiresIn, share }: Pick<SigningOptions, 'expiresIn' | 'share'>,
): Uint8Array<ArrayBuffer> {
  const { created } = manifest as { created: string }
  // From the manifest's own time, so that a second attempt makes the same bytes.
  const expires =
    expiresIn === undefined
      ? {}
      : { expires: new Date(Date.parse(created) + expiresIn * 86_400_000).toISOString() }
  const next = {
    ...manifest,
    sequence,
    ...(live && { previous: live.sha256 }),
    ...expires,
    ...(share !== undefined && { rollout: { share } }),
  }
  return new TextEncoder().encode(`${JSON.stringify(next, null, 2)}\n`)
}

/** @throws TacitError `publish/unsigned` if pages that pin a key would get nothing signed */
export function assertSigned(live: Live | null, { keys, force }: SigningOptions): void {
  if (force || keys.length > 0 || !live || live.keys.length === 0) return
  throw new TacitError(
    'publish/unsigned',
    `the live pack is signed (${live.keys.join(', ')}), and there is no key to sign this one: name ` +
      'the folder of the keys with --keys, or pass --force',
  )
}

/** Signs and promotes. The same bytes promoted again change nothing, so a lost answer is retried. */
export async function promoteManifest(
  edge: EdgeClient,
  manifest: Uint8Array<ArrayBuffer>,
  sequence: number,
  { keys, force }: SigningOptions,
): Promise<void> {
  const body = keys.length > 0 ? await signEnvelope(manifest, keys) : manifest
  const type = keys.length > 0 ? ENVELOPE_TYPE : 'application/json'
  const path = `/admin/promote${force ? '?force=true' : ''}`
  const init = { method: 'POST', headers: { 'content-type': type }, body }
  await edge.send(path, `promote ${sequence}`, init)
}
