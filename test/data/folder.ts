import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

/** Makes temporary folders with the files given, removed after the test file. */
export function folders() {
  const root = mkdtempSync(join(tmpdir(), 'tacit-data-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  let made = 0
  return (files: Record<string, string | Uint8Array>, name = 'shop'): string => {
    const folder = join(root, String(made++), name)
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), content)
    }
    return folder
  }
}
