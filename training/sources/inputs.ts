import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TacitError } from '@tacit-rec/pack'

/** Whether an input is an address rather than a file. */
export function isUrl(input: string): boolean {
  return /^https?:\/\//i.test(input)
}

/** Files that lie beside data but never are any. */
const NO_DATA = /\.(md|pdf|docx?|png|jpe?g|gif|webp|svg|mp4)$/i

/**
 * Files and addresses to read: a folder stands for the files in it and below, a pattern (`*`, `?`)
 * for those that match. Hidden files, pictures and documents are left out.
 *
 * @throws TacitError `data/missing-file` if there is nothing under a name
 */
export function expandInputs(inputs: readonly string[]): string[] {
  return [...new Set(inputs.flatMap((input) => (isUrl(input) ? [input] : filesAt(input))))]
}

function filesAt(name: string): string[] {
  const input = name.startsWith('file://') ? fileURLToPath(name) : name
  const stats = statSync(input, { throwIfNoEntry: false })
  if (stats && !stats.isDirectory()) return [input]
  const found = stats ? globSync('**/*', { cwd: input }).map((path) => join(input, path)) : []
  const hidden = (path: string) => /(^|[\\/])\.[^.\\/]/.test(path.slice(stats ? input.length : 0))
  const candidates = stats ? found : globSync(input)
  const files = candidates.filter((path) => !hidden(path) && !NO_DATA.test(path) && isFile(path))
  if (files.length > 0) return files.sort()
  const what = stats ? 'the folder has no files of data' : 'no such file or folder'
  throw new TacitError('data/missing-file', `${input}: ${what}: check the path`)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
