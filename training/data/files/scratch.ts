import { mkdtempSync, rmSync } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFault } from './faults.ts'

const folders = new WeakMap<object, string>()
const all = new Set<string>()
let made = 0

process.once('exit', () => {
  for (const folder of all) rmSync(folder, { recursive: true, force: true })
})

/** A new path for a temporary file that lives as long as `owner`; see {@link removeScratch}. */
export async function scratchPath(owner: object, extension: string): Promise<string> {
  let folder = folders.get(owner)
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'tacit-files-'))
    folders.set(owner, folder)
    all.add(folder)
  }
  await mkdir(folder, { recursive: true })
  return join(folder, `${made++}.${extension}`)
}

/** Deletes the temporary files of `owner`. */
export function removeScratch(owner: object): void {
  const folder = folders.get(owner)
  if (folder === undefined) return
  rmSync(folder, { recursive: true, force: true })
  folders.delete(owner)
  all.delete(folder)
}

/** Writes a temporary file; returns its path. */
export async function writeScratch<T>(
  owner: object,
  extension: string,
  work: (write: (part: Buffer | string) => Promise<void>) => Promise<T>,
): Promise<{ path: string; result: T }> {
  const path = await scratchPath(owner, extension)
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'w')
    const file = handle
    let waiting: Buffer[] = []
    let length = 0
    const flush = async () => {
      if (length > 0) await file.writev(waiting)
      waiting = []
      length = 0
    }
    const result = await work(async (part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part
      if (bytes.length === 0) return
      waiting.push(bytes)
      length += bytes.length
      if (length > 1 << 20 || waiting.length > 500) await flush()
    })
    await flush()
    return { path, result }
  } catch (error) {
    throw readFault(path, error)
  } finally {
    await handle?.close()
  }
}
