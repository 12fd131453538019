import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of a public data set, or null where TACIT_DATA does not name it. */
export function publicData(name: string): string | null {
  return folderIn('TACIT_DATA', name)
}

/** The folder of an encoder, or null where TACIT_MODELS does not name it. */
export function publicModel(name: string): string | null {
  return folderIn('TACIT_MODELS', name)
}

/** A folder of files that once failed, or null where TACIT_CASES does not name it. */
export function publicCases(name: string): string | null {
  return folderIn('TACIT_CASES', name)
}

function folderIn(variable: string, name: string): string | null {
  const root = process.env[variable]
  const folder = root && join(root, name)
  if (folder && existsSync(folder)) return folder
  console.log(`${name}: skipped, ${variable} names no folder that holds it`)
  return null
}
