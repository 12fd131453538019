import { readFile, rename, writeFile } from 'node:fs/promises'

/** The suffix of files that are being written. */
export const UNFINISHED = '.unfinished'

/**
 * Writes a file under a temporary name, flushes it to disk and renames it: readers at any moment, and
 * after a crash at any moment, find the old content or the new.
 */
export async function placeFile(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}${UNFINISHED}`, content, { flush: true })
  await rename(`${path}${UNFINISHED}`, path)
}

/** The text of a file; empty if it does not exist. */
export async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}

/** The code of a system error, such as `ENOENT`; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const REASONS: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'it is a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk cannot be written',
  ENOSPC: 'the disk is full',
}

/** Why a file cannot be read or written, in words rather than by a system's code. */
export function reasonOf(error: unknown): string {
  return REASONS[errorCode(error) ?? ''] ?? errorMessage(error)
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
