import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import {
  Budget,
  buildIntents,
  Cache,
  providerByName,
  readIntents,
  writeIntents,
} from '../../training/intents/index.ts'
import { silent } from '../../training/progress.ts'
import { folders } from '../data/folder.ts'

const folder = folders()
const SHOP = {
  'interactions.csv': 'user,item\nu,pen\nu,ink\n',
  'items.csv': 'id,title\nink,Black ink\npen,Steel pen\n',
}
const FILES = 'intents.json items.jsonl items.safetensors users.jsonl users.safetensors'.split(' ')

/** A dataset, and a function that writes its intents under a model's name. */
async function shop() {
  const dataset = await loadDataset(folder(SHOP))
  const provider = providerByName('lexical')
  const split = splitDataset(dataset, 'all')
  const built = await buildIntents(dataset, {
    provider,
    embedder: provider.embedder!,
    sendUsers: false,
    fit: split.fit,
    prices: {},
    progress: silent,
    concurrency: 1,
    cache: new Cache(folder({})),
    budget: new Budget(),
  })
  const write = (out: string, model = 'm') =>
    writeIntents(out, dataset, built, dataset, {
      data: { name: dataset.name, hash: dataset.hash },
      protocol: 'all',
      split: split.hash,
      provider: 'lexical',
      model,
      embedding: { provider: 'lexical', model: 'm', width: 256 },
      prompts: { item: 1, user: 1 },
      sentUsers: false,
    })
  return { dataset, write }
}

const out = () => join(folder({}), 'out')
const beside = (path: string) => readdirSync(join(path, '..')).sort()

it.each([
  ['another program’s intents.json', { 'intents.json': '{"intents":[]}' }, 'intents.json'],
  ['no JSON of that name', { 'intents.json': 'hello' }, 'intents.json'],
  ['a letter', { 'letter.txt': 'dear' }, 'letter.txt'],
  ['our names without a list', { 'items.jsonl': '{}' }, 'items.jsonl'],
])('a folder with %s is left alone', async (_, files, stranger) => {
  const { write } = await shop()
  const path = folder(files as Record<string, string>)
  await expect(write(path)).rejects.toMatchObject({
    code: 'intents/out',
    message: expect.stringContaining(`contains ${stranger}, not only intents`),
  })
  expect(readdirSync(path)).toEqual(Object.keys(files))
})

test('a folder of intents is replaced, but not if it contains anything else', async () => {
  const { write } = await shop()
  const path = out()
  for (const model of ['a', 'b']) expect((await write(path, model)).model).toBe(model)
  expect(readdirSync(path).sort()).toEqual(FILES)
  expect(beside(path)).toEqual(['out'])
  mkdirSync(join(path, 'thesis'))
  await expect(write(path)).rejects.toThrow('contains thesis, not only')
  expect(readdirSync(path)).toContain('thesis')
})

test('a run killed between its two renames loses nothing', async () => {
  const { dataset, write } = await shop()
  const path = out()
  await write(path, 'old')
  const kill = () => renameSync(path, `${path}.replaced.unfinished`)
  kill()
  expect((await readIntents(path, dataset)).manifest.model).toBe('old')
  expect(beside(path)).toEqual(['out'])
  kill()
  await write(path, 'new')
  expect((await readIntents(path, dataset)).manifest.model).toBe('new')
  expect(beside(path)).toEqual(['out'])
})

test('a folder half deleted by a kill is not restored', async () => {
  const { dataset, write } = await shop()
  const path = out()
  await write(path)
  rmSync(join(path, 'users.jsonl'))
  renameSync(path, `${path}.replaced.unfinished`)
  await expect(readIntents(path, dataset)).rejects.toThrow('cannot be read (no such file)')
})

test('runs into one folder do not mix: it is complete, from one of them', async () => {
  const { dataset, write } = await shop()
  const path = out()
  const models = 'abcdefgh'.split('')
  await Promise.all(models.map((model) => write(path, model)))
  expect(models).toContain((await readIntents(path, dataset)).manifest.model)
  expect(readdirSync(path).sort()).toEqual(FILES)
  expect(beside(path)).toEqual(['out'])
  expect(JSON.parse(readFileSync(join(path, 'intents.json'), 'utf8')).format).toBe(1)
})
