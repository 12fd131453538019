import { createHash } from 'node:crypto'
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const NEWLINE = 0x0a
const SCAN_BYTES = 1 << 20

/**
 * Answers by the hash of what was asked, in one append-only file of JSON lines.
 *
 * A record is one `write` to a file opened for appending, so that two processes never mix their
 * bytes, and it begins with a line end, so that a line which a kill tore off spoils nothing
 * behind it. What does not parse is passed over and asked again. Another process's records are
 * found as soon as something is missed here. Values stay in the file; only their places are held
 * in memory.
 */
export class Cache {
  /** Undefined of one that is only read and not there. */
  #file: number | undefined
  #places = new Map<string, { at: number; length: number }>()
  #making = new Map<string, Promise<unknown>>()
  /** Bytes read so far: all whole lines. */
  #read = 0

  /**
   * @param folder holds `answers.jsonl`
   * @param write whether values are set: then what is missing is made
   */
  constructor(folder: string, { write = true } = {}) {
    const path = join(folder, 'answers.jsonl')
    if (write) mkdirSync(folder, { recursive: true })
    if (write || existsSync(path)) this.#file = openSync(path, write ? 'a+' : 'r')
  }

  /** The value kept under a key; undefined where there is none. */
  get(key: string): unknown {
    if (!this.#places.has(key)) this.#catchUp()
    const place = this.#places.get(key)
    return place && parse(this.#bytes(place.at, place.length))?.value
  }

  has(key: string): boolean {
    if (!this.#places.has(key)) this.#catchUp()
    return this.#places.has(key)
  }

  /** Keeps a value that JSON can hold. */
  set(key: string, value: unknown): void {
    if (this.#file === undefined) throw new Error('a cache that is only read is set')
    const line = Buffer.from(`\n${JSON.stringify({ key, value })}\n`)
    for (let at = 0; at < line.length; ) at += writeSync(this.#file, line, at)
  }

  /** The value kept under a key, else made and kept; who asks meanwhile waits for the same. */
  async getOrMake<T>(key: string, make: () => Promise<T>): Promise<T> {
    const kept = this.get(key) ?? this.#making.get(key)
    if (kept !== undefined) return kept as T | Promise<T>
    const keep = (value: T) => {
      this.set(key, value)
      return value
    }
    const making = make()
      .then(keep)
      .finally(() => this.#making.delete(key))
    this.#making.set(key, making)
    return making
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
  }

  /** Reads the lines that were appended, by whomever, since the last time. */
  #catchUp(): void {
    const size = this.#file === undefined ? 0 : fstatSync(this.#file).size
    let rest = Buffer.alloc(0)
    let start = this.#read
    for (let at = start; at < size; ) {
      const chunk = this.#bytes(at, Math.min(SCAN_BYTES, size - at))
      at += chunk.length
      if (chunk.length === 0) break
      rest = rest.length ? Buffer.concat([rest, chunk]) : chunk
      let from = 0
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
        const record = parse(rest.subarray(from, end))
        if (record) this.#places.set(record.key, { at: start + from, length: end - from })
        from = end + 1
      }
      rest = rest.subarray(from)
      start += from
    }
    // The last line may still be on its way.
    this.#read = start
  }

  #bytes(at: number, length: number): Buffer<ArrayBuffer> {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(this.#file!, bytes, 0, length, at))
  }
}

/** SHA-256 (hex) of what an answer depends on. */
export function cacheKey(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function parse(line: Buffer): { key: string; value: unknown } | undefined {
  if (line.length === 0) return undefined
  try {
    const record = JSON.parse(line.toString('utf8'))
    return typeof record?.key === 'string' ? record : undefined
  } catch {
    return undefined
  }
}
