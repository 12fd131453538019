import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inspectPack, readPack, writePack } from '../../training/export/index.ts'
import { randomContents } from '../pack/random-pack.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-export-'))
})

afterEach(() => rm(folder, { recursive: true }))

function contentsOf(seed: number) {
  const { sequence: _, ...contents } = randomContents({ seed })
  return contents
}

test('a pack is read as it was written', async () => {
  const contents = contentsOf(1)
  const manifest = await writePack(folder, contents)
  const pack = await readPack(folder)
  expect(pack.manifest).toEqual(manifest)
  expect(manifest.sequence).toBe(1)
  for (const part of ['weights', 'items', 'neighbours', 'prototypes', 'catalogue'] as const)
    expect(pack[part]).toEqual(contents[part])
  const names = manifest.files.map(({ name }) => name)
  expect((await readdir(folder)).sort()).toEqual(['manifest.json', ...names].sort())
})

test('a second pack follows the first and removes only its files', async () => {
  await writePack(folder, contentsOf(1))
  await writeFile(join(folder, 'README.txt'), 'mine')
  const second = await writePack(folder, contentsOf(2))
  expect(second.sequence).toBe(2)
  const names = second.files.map(({ name }) => name)
  expect((await readdir(folder)).sort()).toEqual(['README.txt', 'manifest.json', ...names].sort())
})

test('a pack holds the lexicon of its catalogue, whatever it was given', async () => {
  const contents = contentsOf(1)
  const { ids } = contents.catalogue
  const catalogue = { ids, categories: ids.map(() => ['Home > Lamps']) }
  await writePack(folder, { ...contents, catalogue, lexicon: { categories: [], columns: {} } })
  expect((await readPack(folder)).lexicon).toEqual({ categories: ['Home > Lamps'], columns: {} })
})

test('a sequence that does not increase is refused', async () => {
  await writePack(folder, { ...contentsOf(1), sequence: 7 })
  await expect(writePack(folder, { ...contentsOf(2), sequence: 7 })).rejects.toThrow(
    'sequence 7 must be greater than that of the pack there, 7: omit it',
  )
  expect((await readPack(folder)).manifest.sequence).toBe(7)
})

test('a folder with another manifest.json is left alone', async () => {
  await writeFile(join(folder, 'manifest.json'), '{"short_name":"My site"}')
  await expect(writePack(folder, contentsOf(1))).rejects.toThrow('choose another folder')
  expect(await readdir(folder)).toEqual(['manifest.json'])
})

test('a folder without a pack, or with a missing file, is reported', async () => {
  await expect(readPack(folder)).rejects.toThrow('cannot read manifest.json (no such file)')
  const { files } = await writePack(folder, contentsOf(1))
  await rm(join(folder, files[0].name))
  await expect(inspectPack(folder)).rejects.toThrow(`cannot read ${files[0].name} (no such file)`)
})

test('a write killed at any file leaves a complete pack, and the next one cleans up', async () => {
  const old = await writePack(folder, contentsOf(1))
  const script = join(import.meta.dirname, 'write-and-die.ts')
  // Fourteen files, then the manifest.
  for (const renames of [0, 3, 13, 14]) {
    const { signal } = spawnSync(process.execPath, [script, folder, '2', String(renames)])
    expect(signal).toBe('SIGKILL')
    expect((await readPack(folder)).manifest).toEqual(old)
  }
  const { status, stderr } = spawnSync(process.execPath, [script, folder, '2', '15'])
  expect(String(stderr)).toBe('')
  expect(status).toBe(0)
  const { manifest } = await readPack(folder)
  expect(manifest.sequence).toBe(2)
  const names = manifest.files.map(({ name }) => name)
  expect((await readdir(folder)).sort()).toEqual(['manifest.json', ...names].sort())
})

test('inspect measures every file, JSON under brotli', async () => {
  await writePack(folder, contentsOf(1))
  const { files, bytes, transferBytes, ...rest } = await inspectPack(folder)
  const shape = { items: 40, dim: 8, intents: 3, memory: null, teachers: null }
  const unknown = { paths: null, membership: null, calibrationError: null }
  expect(rest).toEqual({ name: 'random', sequence: 1, ...shape, ...unknown })
  expect(files.map(({ role }) => role).sort()).toEqual(
    'clusters facts head ids index intents items lexicon manifest neighbours popularity prototypes scorer student weights'.split(
      ' ',
    ),
  )
  let [sum, sent] = [0, 0]
  for (const file of files) {
    const { length } = await readFile(join(folder, file.name))
    expect(file.bytes).toBe(length)
    if (file.role === 'index') expect(file.transferBytes).toBe(0)
    else if (file.name.endsWith('.json')) expect(file.transferBytes).toBeLessThan(length)
    else expect(file.transferBytes).toBe(length)
    sum += file.bytes
    sent += file.transferBytes
  }
  expect([bytes, transferBytes]).toEqual([sum, sent])
})
