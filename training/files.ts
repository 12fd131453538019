import { readFile, rename, writeFile } from 'node:fs/promises'

/** A file on its way to its name. */
export const UNFINISHED = '.unfinished'

/**
 * Writes under a temporary name, through to the disk, and renames: whoever reads the file at any
 * moment, or after a crash at any moment, finds the old content or the new.
 */
export async function placeFile(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}${UNFINISHED}`, content, { flush: true })
  await rename(`${path}${UNFINISHED}`, path)
}

/** A file's text, empty where there is no such file. */
export async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
