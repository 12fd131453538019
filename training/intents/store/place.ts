import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { UNFINISHED } from '../../files.ts'
import { FORMAT, MANIFEST, ROLES } from './format.ts'

const OURS = [MANIFEST, ...ROLES.flatMap((role) => [`${role}.jsonl`, `${role}.safetensors`])]
/** Times that a folder is put in place while other runs do the same. */
const MAX_TRIES = 50

/**
 * Says before any work is done that a folder cannot be written: only an empty one, or one that
 * holds intents and nothing else, is replaced.
 *
 * @throws TacitError `intents/out` naming what is not ours
 */
export async function assertFree(folder: string): Promise<void> {
  const target = resolve(folder)
  const entries = await entriesOf(target)
  const stranger = await strangerIn(target, entries)
  if (stranger !== undefined)
    throw new TacitError(
      'intents/out',
      `${target}: holds ${stranger} and no intents of ours alone: give an empty or a new folder ` +
        'with --out',
    )
}

/**
 * Writes a folder under a name of its own and puts it in place whole: whoever reads it, or kills
 * the run, finds the old content or the new; between two renames {@link restoreFolder} finds the
 * old.
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
      // Another run may be at the same place: who finds it taken begins anew.
      if (!(await renamed(target, old)) && tries < MAX_TRIES) continue
      if (await renamed(unfinished, target)) return await remove(old)
      if (tries === MAX_TRIES)
        throw new TacitError(
          'intents/out',
          `${target}: other runs write it all the time: give each its own folder with --out`,
        )
    }
  } finally {
    await remove(unfinished)
  }
}

/** Puts the old folder back where a run was killed before it had put the new one in its place. */
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

/** The first entry that is not ours; undefined of an empty folder or one of intents. */
async function strangerIn(folder: string, entries: readonly string[]): Promise<string | undefined> {
  const stranger = entries.find((entry) => !OURS.includes(entry))
  if (stranger !== undefined || entries.length === 0) return stranger
  try {
    const { format, files } = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'))
    if (format === FORMAT && Object.keys(files).every((name) => OURS.includes(name)))
      return undefined
  } catch {
    // Told by the name.
  }
  return entries.includes(MANIFEST) ? MANIFEST : entries[0]
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new TacitError('intents/out', `${folder}: ${code}: give a folder with --out`)
  }
}

/** Whether the target was free; nothing to rename is no hindrance. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return true
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code)) return false
    throw error
  }
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
