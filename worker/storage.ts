import type { R2Bucket } from '@cloudflare/workers-types'
import { type Manifest, parseManifest } from '@tacit-rec/pack'

/**
 * Where packs lie, whatever the store: files by content hash, each manifest under its sequence, and
 * one pointer to the current one, which is the only object that is ever overwritten.
 *
 *   CATALOGUE/files/NAME · CATALOGUE/manifests/SEQUENCE.json · CATALOGUE/current.json
 */
export interface Storage {
  current(): Promise<Current | null>
  /** Makes a manifest current, unless another one became so since `previous` was read. */
  promote(manifest: Manifest, body: string, previous: Current | null): Promise<boolean>
  file(name: string, range?: { offset: number; length: number }): Promise<Uint8Array | null>
  /** Length of a file, or null where there is none. */
  size(name: string): Promise<number | null>
  put(name: string, bytes: Uint8Array): Promise<void>
}

export interface Current {
  manifest: Manifest
  /** The JSON as it was promoted. */
  body: string
  /** Changes with every promotion. */
  version: string
}

/** Packs of one catalogue in an R2 bucket. */
export function r2Storage(bucket: R2Bucket, catalogue: string): Storage {
  const file = (name: string) => `${catalogue}/files/${name}`
  const pointer = `${catalogue}/current.json`
  return {
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
