import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { placeFile } from '../../files.ts'

/** Pages that are older are fetched again. */
const MAX_AGE_MS = 24 * 3600 * 1000

const Kept = v.object({ url: v.string(), type: v.string(), text: v.string() })
type Kept = v.InferOutput<typeof Kept>

/**
 * Pages that were fetched within a day, a file each: an interrupted import resumes from them. What
 * cannot be read is fetched again.
 */
export class PageCache {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Opens a cache and deletes its outdated pages. */
  static async open(folder: string): Promise<PageCache> {
    await mkdir(folder, { recursive: true })
    for (const name of await readdir(folder)) {
      const { mtimeMs } = await stat(join(folder, name))
      if (Date.now() - mtimeMs > MAX_AGE_MS) await rm(join(folder, name), { force: true })
    }
    return new PageCache(folder)
  }

  async get(address: string): Promise<Kept | null> {
    try {
      const text = gunzipSync(await readFile(this.#path(address))).toString('utf8')
      return v.parse(Kept, JSON.parse(text))
    } catch {
      return null
    }
  }

  async set(address: string, page: Kept): Promise<void> {
    await placeFile(this.#path(address), gzipSync(JSON.stringify(page)))
  }

  #path(address: string): string {
    return join(this.#folder, `${createHash('sha256').update(address).digest('hex')}.json.gz`)
  }
}
