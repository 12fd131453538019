import type { R2Bucket, R2GetOptions, R2Object, R2ObjectBody } from '@cloudflare/workers-types'
import { contentTypeOf, exactly, FOREVER } from './http.ts'
import { type Current, NEVER, pointerOf, type Signed } from './pointer.ts'
import { type Range, sliceOf } from './range.ts'

/**
 * Storage of one catalogue's packs, independent of the store. Files are named by content hash, each
 * manifest by its sequence. Only the pointer to the current manifest is ever overwritten.
 *
 *   CATALOGUE/files/NAME · CATALOGUE/manifests/SEQUENCE.json · CATALOGUE/current.json
 *
 * Nothing here caches: a promise or a stream belongs to the request that made it, and workerd
 * settles neither in another request.
 */
export interface Storage {
  /** Name of the catalogue. */
  readonly catalogue: string
  current(): Promise<Current | null>
  /**
   * Makes a manifest current, then archives it. Returns false if another did so since `previous` was
   * read; then nothing is written. An archived manifest is never overwritten.
   */
  promote(next: Signed, previous: Current | null): Promise<boolean>
  /** An archived manifest by the name that {@link list} gives, as it was promoted. */
  archived(name: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** Opens a file for reading, in one operation. Null: it is not stored. */
  open(name: string, options?: OpenOptions): Promise<OpenFile | null>
  /** Reads a file, or a range of it, into memory. Null: it is not stored. @throws if it is short */
  read(name: string, range?: { offset: number; length: number }): Promise<Uint8Array | null>
  /** What the store knows about a file without reading it. Null: it is not stored. */
  stat(name: string): Promise<Stat | null>
  /** What {@link stat} says about some files, in about one operation. Missing files are left out. */
  stats(names: readonly string[]): Promise<Map<string, Stat>>
  /**
   * Stores a file, replacing what was there. A stream is never held in memory as a whole.
   *
   * @returns false if the bytes do not have the hash or the length; then nothing is written
   */
  put(name: string, body: ReadableStream | Uint8Array, expected: Expected): Promise<boolean>
  /** All objects below `files/` or `manifests/`, in order of their keys. */
  list(prefix: 'files/' | 'manifests/'): AsyncIterable<StoredObject>
  /** Removes objects by the keys that {@link list} gives. Missing ones are ignored. */
  delete(keys: readonly string[]): Promise<void>
}

export interface OpenOptions {
  /** A range that exceeds the file is cut by the caller, who compares with `size`. */
  range?: Range
  /** False: only whether the file is there, and its {@link Stat}; `body` is null. */
  body?: boolean
}

export interface Stat {
  /** Length of the whole file in bytes. */
  size: number
  /** SHA-256 that the store checked when the file was put, 64 hex digits; null: it checked none. */
  sha256: string | null
  uploaded: Date
}

export interface OpenFile extends Stat {
  /** The file, or the range. Null where none was asked for or the range is not satisfiable. */
  body: ReadableStream | null
}

export interface Expected {
  /** SHA-256 as 64 hex digits. */
  sha256: string
  /** Length in bytes. */
  bytes: number
}

export interface StoredObject extends Stat {
  /** Below the catalogue: `files/NAME` or `manifests/SEQUENCE.json`. */
  key: string
}

/** R2's answer to bytes whose hash is not the one announced. */
const BAD_DIGEST = 10037
const MAX_DELETE = 1000

/** Packs of one catalogue in an R2 bucket. */
export function r2Storage(bucket: R2Bucket, catalogue: string): Storage {
  const root = `${catalogue}/`
  const file = (name: string) => `${root}files/${name}`

  const storage: Storage = {
    catalogue,
    ...pointerOf(bucket, root),
    async open(name, { range, body = true } = {}) {
      const options: R2GetOptions = body ? { range } : { onlyIf: NEVER }
      const object = await bucket.get(file(name), options).catch(async (error) => {
        // R2 fails where a range has nothing of the object, with a code that depends on the range.
        const head = range && (await bucket.head(file(name)))
        if (head && !sliceOf(range, head.size)) return head
        throw error
      })
      if (!object) return null
      const stream = 'body' in object && object.body ? (object as R2ObjectBody).body : null
      return { ...statOf(object), body: stream as ReadableStream | null }
    },
    async read(name, range) {
      const object = await bucket.get(file(name), { range })
      if (!object) return null
      const bytes = new Uint8Array(await object.arrayBuffer())
      const expected = range?.length ?? object.size
      if (bytes.length === expected) return bytes
      throw new Error(`${file(name)}: read ${bytes.length} bytes of ${expected}`)
    },
    async stat(name) {
      const object = await bucket.head(file(name))
      return object && statOf(object)
    },
    async stats(names) {
      const page = await bucket.list({ prefix: file('') })
      const listed = new Map(page.objects.map((object) => [object.key, object]))
      const entries = names.map(async (name) => {
        const object = listed.get(file(name))
        // A catalogue may have more files than a page, and a listing need not have checksums.
        const stat = object && statOf(object)
        return [name, stat?.sha256 ? stat : await storage.stat(name)] as const
      })
      return new Map((await Promise.all(entries)).filter(([, stat]) => stat !== null)) as Map<
        string,
        Stat
      >
    },
    async put(name, body, { sha256, bytes }) {
      if (body instanceof Uint8Array && body.length !== bytes) return false
      const stream = body instanceof Uint8Array ? body : exactly(body, bytes)
      const contentType = contentTypeOf(name)
      const httpMetadata = { contentType, cacheControl: FOREVER }
      try {
        await bucket.put(file(name), stream as Uint8Array, { sha256, httpMetadata })
        return true
      } catch (error) {
        if (codeOf(error) === BAD_DIGEST) return false
        throw error
      }
    },
    async *list(prefix) {
      let cursor: string | undefined
      do {
        const page = await bucket.list({ prefix: root + prefix, cursor })
        for (const object of page.objects) {
          const key = object.key.slice(root.length)
          yield { key, ...statOf(object) }
        }
        cursor = page.truncated ? page.cursor : undefined
      } while (cursor)
    },
    async delete(keys) {
      for (let at = 0; at < keys.length; at += MAX_DELETE)
        await bucket.delete(keys.slice(at, at + MAX_DELETE).map((key) => root + key))
    },
  }
  return storage
}

/** R2 keeps the SHA-256 that it checked at a put. An object that was put without one has none. */
function statOf({ size, checksums, uploaded }: R2Object): Stat {
  return { size, sha256: checksums?.toJSON().sha256 ?? null, uploaded }
}

/** The code that closes the message of an error of R2: `put: … did not match … (10037)`. */
function codeOf(error: unknown): number | undefined {
  const match = /\((\d+)\)\s*$/.exec(error instanceof Error ? error.message : '')
  return match ? Number(match[1]) : undefined
}
