import type { R2Bucket } from '@cloudflare/workers-types'
import { type Manifest, parseManifest } from '@tacit-rec/pack'

/**
 * Storage of one catalogue's packs, independent of the store. Files are named by content hash, each
 * manifest by its sequence. Only the pointer to the current manifest is ever overwritten.
 *
 *   CATALOGUE/files/NAME · CATALOGUE/manifests/SEQUENCE.json · CATALOGUE/current.json
 */
export interface Storage {
  /** Name of the catalogue. */
  readonly catalogue: string
  current(): Promise<Current | null>
  /** Makes a manifest current. Returns false if another did so since `previous` was read. */
  promote(manifest: Manifest, body: string, previous: Current | null): Promise<boolean>
  file(name: string, range?: { offset: number; length: number }): Promise<Uint8Array | null>
  /** Length of a file in bytes, or null if it is not stored. */
  size(name: string): Promise<number | null>
  put(name: string, bytes: Uint8Array): Promise<void>
}

/** The current manifest. */
export interface Current {
  manifest: Manifest
  /** The JSON text, unchanged since its promotion. */
  body: string
  /** Changes with every promotion. */
  version: string
}

/** Packs of one catalogue in an R2 bucket. */
export function r2Storage(bucket: R2Bucket, catalogue: string): Storage {
  const file = (name: string) => `${catalogue}/files/${name}`
  const pointer = `${catalogue}/current.json`
  return {
    catalogue,
    async current() {
      const object = await bucket.get(pointer)
      if (!object) return null
      const body = await object.text()
      return { manifest: parseManifest(JSON.parse(body)), body, version: object.etag }
    },
    async promote(manifest, body, previous) {
      await bucket.put(`${catalogue}/manifests/${manifest.sequence}.json`, body)
      const onlyIf = previous ? { etagMatches: previous.version } : { etagDoesNotMatch: '*' }
      return (await bucket.put(pointer, body, { onlyIf })) !== null
    },
    async file(name, range) {
      const object = await bucket.get(file(name), range && { range })
      return object && new Uint8Array(await object.arrayBuffer())
    },
    async size(name) {
      return (await bucket.head(file(name)))?.size ?? null
    },
    async put(name, bytes) {
      await bucket.put(file(name), bytes)
    },
  }
}
