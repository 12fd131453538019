import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of a public data set, or null where TACIT_DATA does not name it. */
export function publicData(name: string): string | null {
  const folder = process.env.TACIT_DATA && join(process.env.TACIT_DATA, name)
  if (folder && existsSync(folder)) return folder
  console.log(`${name}: skipped, TACIT_DATA names no folder that holds it`)
  return null
}
