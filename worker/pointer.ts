import type { R2Bucket, R2Conditional, R2ObjectBody } from '@cloudflare/workers-types'
import {
  type Manifest,
  type Place,
  placeOf,
  readEnvelope,
  readManifest,
  remember,
  type Seen,
  sha256Hex,
} from '@tacit-rec/pack'

/** A manifest as it is promoted and stored: bare, or in the envelope that signs it. */
export interface Signed {
  manifest: Manifest
  /** The manifest's exact bytes. */
  bytes: Uint8Array<ArrayBuffer>
  /** SHA-256 of {@link bytes}. */
  sha256: string
  /** The envelope's exact bytes; null: the manifest is not signed. */
  envelope: Uint8Array<ArrayBuffer> | null
  /** Who signed, as the envelope says; `['']` if nobody did. */
  keyids: string[]
}

/** The current manifest. */
export interface Current extends Signed {
  /** Changes with every promotion. */
  version: string
  /** By keyid: the highest sequence and its hash. A key that is new starts a chain of its own. */
  seen: Record<string, Seen>
}

/** A condition that no object meets: R2 writes only if there is none, and reads without a body. */
export const NEVER: R2Conditional = { etagDoesNotMatch: '*' }

/** Keys whose chains are remembered, of the newest manifests. R2 holds 8 kB of metadata. */
const MAX_KEYS = 16

/**
 * Reads a manifest, bare or in an envelope. Signatures are not verified here.
 *
 * @param checked SHA-256 of a manifest that was read before: its fields are not checked again
 * @throws TacitError `sign/…` or `pack/…`
 */
export async function readSigned(
  stored: Uint8Array<ArrayBuffer>,
  checked?: string,
): Promise<Signed> {
  const envelope = isEnvelope(stored) ? readEnvelope(stored) : null
  const bytes = envelope?.manifest ?? stored
  const sha256 = await sha256Hex(bytes)
  return {
    manifest: sha256 === checked ? JSON.parse(textOf(bytes)) : readManifest(bytes),
    bytes,
    sha256,
    envelope: envelope && stored,
    keyids: envelope ? [...new Set(envelope.signatures.map(({ keyid }) => keyid))] : [''],
  }
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** An envelope names the type of its payload; a manifest has no such field. */
function isEnvelope(stored: Uint8Array): boolean {
  const text = textOf(stored)
  if (!text.includes('"payloadType"')) return false
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && 'payloadType' in json
  } catch {
    return false
  }
}

/** Where a manifest stands in the chains of the keys that signed it; `new` if all say so. */
export function placeAfter(current: Current | null, next: Signed): Place {
  const { sequence, previous } = next.manifest
  const link = { sequence, previous, sha256: next.sha256 }
  const places = next.keyids.map((keyid) => placeOf(current?.seen[keyid], link))
  return places.find((place) => place === 'forked' || place === 'rolled-back') ?? places[0]
}

/**
 * Manifests as this isolate has read them last, by object: R2 says whether one is still current.
 * Values only: no promise crosses requests.
 */
const held = new Map<string, Signed & { version: string }>()
const MAX_HELD = 16
const MAX_HELD_BYTES = 1 << 17

/** The object that both `manifest` and `manifest.signed` are read from, and its archive. */
export function pointerOf(bucket: R2Bucket, root: string) {
  const key = `${root}current.json`
  const manifests = `${root}manifests/`

  /** Never overwrites. Another manifest of the same sequence is another key's, and is kept too. */
  async function archive({ manifest: { sequence }, sha256, envelope, bytes }: Signed) {
    const options = { onlyIf: NEVER, customMetadata: { manifest: sha256 } }
    const stored = envelope ?? bytes
    if (await bucket.put(`${manifests}${sequence}.json`, stored, options)) return
    const there = await bucket.head(`${manifests}${sequence}.json`)
    if ((there?.customMetadata?.manifest ?? sha256) !== sha256)
      await bucket.put(`${manifests}${sequence}.${sha256.slice(0, 16)}.json`, stored, options)
  }

  async function read(object: R2ObjectBody): Promise<Signed> {
    const stored = new Uint8Array(await object.arrayBuffer())
    // Checking every field takes 2 ms, a fifth of what a cold request may cost.
    return readSigned(stored, object.customMetadata?.manifest)
  }

  return {
    async current(): Promise<Current | null> {
      const known = held.get(key)
      const object = await bucket.get(key, { onlyIf: { etagDoesNotMatch: known?.version } })
      if (!object) return null
      const { etag, customMetadata } = object
      const signed = 'body' in object ? await read(object) : known!
      held.delete(key)
      if (signed.bytes.length <= MAX_HELD_BYTES) held.set(key, { ...signed, version: etag })
      const [oldest] = held.keys()
      if (held.size > MAX_HELD) held.delete(oldest)
      return { ...signed, version: etag, seen: seenOf(customMetadata, signed) }
    },

    async promote(next: Signed, previous: Current | null): Promise<boolean> {
      // A promotion that died between its two writes left the archive one short.
      if (previous) await archive(previous)
      const onlyIf = previous ? { etagMatches: previous.version } : NEVER
      const seen = JSON.stringify(seenAfter(previous, next))
      const customMetadata = { seen, manifest: next.sha256 }
      const stored = next.envelope ?? next.bytes
      if ((await bucket.put(key, stored, { onlyIf, customMetadata })) === null) return false
      await archive(next)
      return true
    },

    /** An archived manifest, as it was promoted. */
    async archived(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
      const object = await bucket.get(manifests + name)
      return object && new Uint8Array(await object.arrayBuffer())
    },
  }
}

function seenAfter(previous: Current | null, next: Signed): Record<string, Seen> {
  const { sequence } = next.manifest
  const own = next.keyids.map((keyid) => {
    const { hashes, ...seen } = remember(previous?.seen[keyid], { sequence, sha256: next.sha256 })
    return [keyid, { ...seen, hashes: hashes.slice(-1) }] as const
  })
  const others = Object.entries(previous?.seen ?? {}).filter(
    ([keyid]) => !next.keyids.includes(keyid),
  )
  return Object.fromEntries([...others, ...own].slice(-MAX_KEYS))
}

/** Packs that an earlier version promoted have no metadata. */
function seenOf(metadata: Record<string, string> | undefined, signed: Signed) {
  if (metadata?.seen) return JSON.parse(metadata.seen) as Record<string, Seen>
  return seenAfter(null, signed)
}
