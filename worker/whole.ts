import { parseFileName } from '@tacit-rec/pack'
import type { Stat, Storage } from './storage.ts'

/**
 * Lengths by catalogue and name, for files that the store checked no hash of. Values only: a name
 * contains the content's hash, so its length never changes.
 */
const lengths = new Map<string, number>()
const MAX_LENGTHS = 1000

/**
 * Says how a stored file differs from what its name and the manifest promise; null if it does not.
 * The store's own checksum decides. Where it has none (put by other means, or by an old version),
 * the length in the current manifest does, which may cost one more read.
 */
export async function damageOf(storage: Storage, name: string, file: Stat): Promise<string | null> {
  const { hash } = parseFileName(name)!
  if (file.sha256 !== null)
    return file.sha256.startsWith(hash) ? null : `is stored with SHA-256 ${file.sha256}`
  const bytes = await lengthOf(storage, name)
  if (bytes === undefined || bytes === file.size) return null
  return `is stored with ${file.size} bytes, but the manifest declares ${bytes}`
}

/** Undefined: the current manifest does not list the file. */
async function lengthOf(storage: Storage, name: string): Promise<number | undefined> {
  const key = `${storage.catalogue}/${name}`
  if (!lengths.has(key)) {
    if (lengths.size > MAX_LENGTHS) lengths.clear()
    const current = await storage.current()
    for (const entry of current?.manifest.files ?? [])
      lengths.set(`${storage.catalogue}/${entry.name}`, entry.bytes)
  }
  return lengths.get(key)
}
