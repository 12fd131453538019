import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { errorCode } from '../files.ts'
import type { Progress } from '../progress.ts'

/** What the manifest can hold. */
const MAX_NAME = 200

/**
 * Checks, before hours of work, that a folder can be written.
 *
 * @param flag that names it, for the message
 * @throws TacitError `out/…` if the path is on or under a file, or must not be written
 */
export async function assertWritable(folder: string, flag: string, what: string): Promise<void> {
  for (let path = folder; ; path = dirname(path)) {
    const kind = await kindOf(path)
    if (kind === 'none' && path !== dirname(path)) continue
    if (kind === 'file')
      throw new TacitError(
        'out/file',
        `${flag} ${folder}: ${path} is a file, not a folder: name another folder for ` +
          `the ${what}`,
      )
    try {
      await access(path, constants.W_OK | constants.X_OK)
      return
    } catch {
      throw new TacitError(
        'out/access',
        `${flag} ${folder}: you may not write to ${path}: change its permissions, or name another ` +
          `folder for the ${what}`,
      )
    }
  }
}

async function kindOf(path: string): Promise<'none' | 'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    // Under a file (ENOTDIR), the loop comes to the file; a folder that cannot be entered is there.
    return errorCode(error) === 'EACCES' ? 'folder' : 'none'
  }
}

/**
 * @throws TacitError `name/length` for a name of a catalogue that no manifest can hold
 */
export function assertName(name: string | undefined): void {
  if (name === undefined || (name.trim() !== '' && name.length <= MAX_NAME)) return
  const length = name.trim() === '' ? 'is empty' : `has ${name.length} characters`
  throw new TacitError(
    'name/length',
    `--name ${length}: use 1 to ${MAX_NAME} characters, or leave it out to use the data's name`,
  )
}

/** The data's name as a name of a catalogue: a folder may have a longer one. */
export function nameOf(data: string): string {
  return data.slice(0, MAX_NAME).trim() || 'catalogue'
}

/** Says that more threads than cores only take turns. */
export function noteThreads(threads: number | undefined, progress: Progress): void {
  const cores = availableParallelism()
  if (threads === undefined || threads <= cores) return
  progress.note(
    `--threads ${threads} is more than the ${cores} cores of this machine: ${cores} would be as fast`,
  )
}
