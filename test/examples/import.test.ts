import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { check, IMPORT_SOURCES, importData, train } from '../../training/index.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const readme = await readFile(join(ROOT, 'examples/import/README.md'), 'utf8')
const rows = [...readme.matchAll(/`npx tacit import (\w+) (\S+) --out data`/g)]
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-import-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('has a row for each source', () => {
  expect(rows.map(([, source]) => source)).toEqual(IMPORT_SOURCES.map(({ name }) => name))
})

it.each(
  rows.map(([, source, input]) => [source, input]),
)('import, check, train: %s %s', async (source, input) => {
  const out = join(folder, source)
  const { events, items } = await importData({ source, inputs: [join(ROOT, input)], out })
  expect(events + items).toBeGreaterThan(2)
  const read = await check({ data: out })
  expect(read.events).toBeGreaterThanOrEqual(Math.min(events, 1))
  // Two exports of the same orders lie side by side in some of the folders.
  const { repeat: _, ...skipped } = read.skipped
  expect(skipped).toEqual({})
  // A handful of donations without a catalogue is too little to learn from.
  if (source === 'donations') return
  const pack = join(folder, `${source}-pack`)
  await train({ data: out, out: pack, preset: 'quick' })
  const manifest = JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8'))
  expect(manifest.items).toBe(read.items)
})
