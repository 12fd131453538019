import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import * as v from 'valibot'
import { errorCode, reasonOf, UNFINISHED } from '../../files.ts'
import { MANIFEST, MarkSchema, ROLES } from './format.ts'

const OURS = [MANIFEST, ...ROLES.flatMap((role) => [`${role}.jsonl`, `${role}.safetensors`])]
/** Max tries to put a folder in place while other runs do the same. */
const MAX_TRIES = 50

/**
 * Checks before any work that a folder may be replaced: it must be empty, or hold intents and
 * nothing else.
 *
 * @throws TacitError `intents/out` naming the first other entry
 */
export async function assertFree(folder: string): Promise<void> {
  const target = resolve(folder)
  const entries = await entriesOf(target)
  const stranger = await strangerIn(target, entries)
  if (stranger !== undefined)
    throw new TacitError(
      'intents/out',
      `${target}: contains ${stranger}, not only intents: give an empty or new folder with --out`,
    )
}

/**
 * Writes a folder under a temporary name, then renames it: readers see the old content or the new,
 * never a mixture, and so does a killed run. After a kill between the two renames
 * {@link restoreFolder} recovers the old content.
 *
 * @param write fills the folder that it is given
 */
export async function placeFolder(
  target: string,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  const unfinished = `${target}.${randomUUID().slice(0, 8)}${UNFINISHED}`
  try {
    await mkdir(unfinished, { recursive: true })
    await write(unfinished)
    const old = oldOf(target)
    for (let tries = 1; ; tries++) {
      await restoreFolder(target)
      await remove(old)
      // Another run may have put its folder there meanwhile: then try again.
      if (!(await renamed(target, old)) && tries < MAX_TRIES) continue
      if (await renamed(unfinished, target)) return await remove(old)
      if (tries === MAX_TRIES)
        throw new TacitError(
          'intents/out',
          `${target}: other runs keep writing it: give each run its own folder with --out`,
        )
    }
  } finally {
    await remove(unfinished)
  }
}

/** Recovers the old folder if a run was killed before the new one was in place. */
export async function restoreFolder(target: string): Promise<void> {
  const old = oldOf(target)
  const [now, before] = [await entriesOf(target), await entriesOf(old)]
  if (now.length > 0 || !OURS.every((name) => before.includes(name))) return
  await mkdir(dirname(target), { recursive: true })
  await renamed(old, target)
}

function oldOf(target: string): string {
  return `${target}.replaced${UNFINISHED}`
}

/** The first entry that is not ours; undefined if the folder is empty or holds intents. */
async function strangerIn(folder: string, entries: readonly string[]): Promise<string | undefined> {
  const stranger = entries.find((entry) => !OURS.includes(entry))
  if (stranger !== undefined || entries.length === 0) return stranger
  try {
    const { files } = v.parse(
      MarkSchema,
      JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')),
    )
    if (Object.keys(files).every((name) => OURS.includes(name))) return undefined
  } catch {
    // Not a manifest of intents: reported by its name.
  }
  return entries.includes(MANIFEST) ? MANIFEST : entries[0]
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return []
    throw new TacitError(
      'intents/out',
      `${folder}: cannot be read (${reasonOf(error)}): give a folder with --out`,
    )
  }
}

/** Whether the target was free; true if there is nothing to rename. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    const code = errorCode(error) ?? ''
    if (code === 'ENOENT') return true
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code)) return false
    throw error
  }
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
