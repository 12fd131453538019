import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import { draftIntents } from '../../training/intents/draft.ts'
import { providerByName } from '../../training/intents/index.ts'
import { sampleIntents, sampleItems, writeSample } from '../../training/sample/index.ts'

const folder = await mkdtemp(join(tmpdir(), 'tacit-sample-'))
afterAll(() => rm(folder, { recursive: true }))

test('writes two complete files, the same each time', async () => {
  const at = join(folder, 'small')
  await writeSample(at, { readers: 30 })
  expect((await readdir(at)).sort()).toEqual(['interactions.csv', 'items.jsonl'])
  const events = await readFile(join(at, 'interactions.csv'), 'utf8')
  expect(events).toMatch(
    /^user,item,time,kind\n(reader-\d{4},[a-z0-9-]+,\d{10},(view|cart|purchase)\n)+$/,
  )
  await writeSample(at, { readers: 30 })
  expect(await readFile(join(at, 'interactions.csv'), 'utf8')).toBe(events)
  const [first] = (await readFile(join(at, 'items.jsonl'), 'utf8')).split('\n')
  expect(JSON.parse(first)).toMatchObject({
    id: 'austen-pride-and-prejudice',
    title: 'Pride and Prejudice',
    author: 'Jane Austen',
    year: 1813,
    intents: ['love and manners', 'sharp comic satire'],
    url: 'https://bookshop.example/books/austen-pride-and-prejudice',
  })
})

test('is loaded like any data', async () => {
  const at = join(folder, 'bookshop')
  await writeSample(at)
  const dataset = await loadDataset(at)
  expect(dataset.users.length).toBe(3000)
  expect(dataset.items.length).toBe(748)
  expect(dataset.clock).toBe('seconds')
  expect(dataset.report.kinds.map(({ name }) => name).sort()).toEqual(['cart', 'purchase', 'view'])
  const row = dataset.items.indexOf('le-guin-the-dispossessed')
  expect(dataset.catalogue.title?.[row]).toBe('The Dispossessed')
  expect(dataset.catalogue.extra?.intents[row]).toBe(
    "big-idea science fiction | societies gone wrong | philosophy's hard questions",
  )
  expect(dataset.catalogue.extra?.year[row]).toBe(1974)
  expect(dataset.texts?.[row]).toContain('an anarchist moon')
})

test('its intents are used as given by any items file, and no model is asked', async () => {
  const at = join(folder, 'given')
  await writeSample(at, { readers: 30 })
  const dataset = await loadDataset(at)
  const { fit } = splitDataset(dataset, 'all')
  const model = { id: 'x', model: 'x', ask: () => Promise.reject(new Error('asked')) }
  const provider = { ...providerByName('lexical'), chat: model }
  const { items, itemJobs } = draftIntents(dataset, provider, fit, false)
  const books = new Map(sampleItems().map((book) => [book.id, book]))
  const names = new Map(sampleIntents().map(({ id, name }) => [id, name]))
  expect(items).toHaveLength(748)
  expect(itemJobs).toEqual([])
  for (const { id, source, named, summary } of items) {
    const book = books.get(id)!
    expect(source, id).toBe('given')
    expect(named, id).toEqual(book.intents.map((intent) => names.get(intent)))
    expect(summary, id).toBe(book.summary)
  }
})
