import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
/** Rooms of codes; packages and paths have other forms. */
const CODE = /'((?:sdk|edge|pack|engine|items|history|options|query|experiment)\/[a-z]+)'/g

test('docs/codes.md lists every code that the SDK gives', () => {
  const docs = readFileSync(join(ROOT, 'docs/codes.md'), 'utf8')
  const codes = new Set(
    readdirSync(join(ROOT, 'client'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.startsWith('dist'))
      .flatMap((path) => [...readFileSync(join(ROOT, 'client', path), 'utf8').matchAll(CODE)])
      .map(([, code]) => code),
  )
  expect(codes.size).toBeGreaterThan(20)
  expect([...codes].filter((code) => !docs.includes(`\`${code}\``))).toEqual([])
})
