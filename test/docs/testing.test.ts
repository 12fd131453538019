import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT, readPage } from './markdown.ts'

it('docs/testing.md: the example passes in Node', () => {
  const [example] = readPage('docs/testing.md').fences
  // Inside of the repository, where packages resolve.
  mkdirSync(join(ROOT, '.tacit'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, '.tacit/docs-testing-'))
  try {
    writeFileSync(join(folder, 'shelf.test.ts'), example.text)
    const args = ['--test', '--test-reporter=tap', join(folder, 'shelf.test.ts')]
    // Vitest's own settings are not for the example.
    const env = { PATH: process.env.PATH }
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8', env })
    expect(printed).toMatch(/^# pass 2$/m)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
