import {
  buildPack,
  openPackFrom,
  openStages,
  packParts,
  parseManifest,
  type StagedPack,
} from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { decodeHead } from '../../pack/head.ts'
import { writeFormat1 } from './format-1.ts'
import { randomContents } from './random-pack.ts'

const contents = randomContents({ items: 3000, dim: 4, rules: { home: [] } })
const texts = contents.catalogue.ids.map((id) => `A long text about ${id}, `.repeat(5))
contents.catalogue.description = texts
contents.catalogue.extra = { year: texts.map((_, n) => 1900 + (n % 100)), about: texts }
const two = await buildPack(contents)
const one = writeFormat1(contents)

test('a device gets the parts of a pack in the order in which it has use for them', async () => {
  const asked: string[] = []
  const stages: Record<string, string[]> = {}
  let last: StagedPack | undefined
  for await (const staged of openStages(two.manifest, async (name) => {
    asked.push(name.split('.')[0])
    return two.files.get(name)!
  })) {
    stages[staged.stage] = asked.splice(0)
    last = staged
    if (staged.stage === 'memory') expect(staged.pack.neighbours).toEqual(contents.neighbours)
    if (staged.stage === 'memory') expect(Object.keys(staged.pack.catalogue)).toEqual(['ids'])
    if (staged.stage !== 'facts' && staged.stage !== 'items') continue
    expect(staged.pack.catalogue.title).toEqual(contents.catalogue.title)
    expect(staged.pack.catalogue.description).toBeUndefined()
    expect(Object.keys(staged.pack.catalogue.extra!)).toEqual(['year'])
  }
  expect(stages).toEqual({
    head: ['head', 'rules'],
    memory: ['ids', 'neighbours', 'popularity'],
    facts: ['facts', 'facts', 'facts'],
    items: ['weights', 'items', 'intents', 'prototypes'],
    details: ['details', 'details', 'details'],
  })
  expect(last).toEqual({ stage: 'details', pack: await openPackFrom(two.manifest, two.files) })
})

test('no device asks for the index, or for a file of a role that it does not know', async () => {
  const others = ['index.0123456789abcdef.bin', 'later.0123456789abcdef.json.gz'].map((name) => ({
    role: name.split('.')[0],
    name,
    sha256: '0123456789abcdef'.repeat(4),
    bytes: 1000,
    decoded: 2000,
    root: 'f'.repeat(64),
  }))
  const manifest = parseManifest({ ...two.manifest, files: [...others, ...two.manifest.files] })
  const stages: string[] = []
  // They are not stored, so that asking for one would fail.
  for await (const { stage } of openStages(manifest, async (name) => two.files.get(name)!))
    stages.push(stage)
  expect(stages).toEqual(['head', 'memory', 'facts', 'items', 'details'])
  expect((await openPackFrom(manifest, two.files)).catalogue.ids).toHaveLength(3000)
})

test('links to random items, which no code shortens, and rows: at most d + 51 bytes an item', async () => {
  const { manifest } = await buildPack(randomContents({ items: 1500, dim: 64, perItem: 16 }))
  const core = manifest.files.filter(({ role }) => role === 'neighbours' || role === 'items')
  expect(core.map(({ role }) => role)).toEqual(['neighbours', 'items'])
  const bytes = core.reduce((sum, file) => sum + file.bytes, 0)
  expect(bytes / 1500).toBeLessThanOrEqual(64 + 51)
})

test('a damaged stage leaves the ones before it', async () => {
  const seen: string[] = []
  const opening = (async () => {
    for await (const { stage } of openStages(two.manifest, async (name) =>
      name.startsWith('items') ? new Uint8Array(2) : two.files.get(name)!,
    ))
      seen.push(stage)
  })()
  await expect(opening).rejects.toMatchObject({ code: 'pack/size' })
  expect(seen).toEqual(['head', 'memory', 'facts'])
})

test('format 1 opens as the same pack, whole, by parts and by stages', async () => {
  const whole = await openPackFrom(one.manifest, one.files, { all: true })
  const { clusters, ...same } = await openPackFrom(two.manifest, two.files, { all: true })
  expect(whole).toEqual({ ...same, manifest: one.manifest, rules: null })
  const stages: string[] = []
  let last: StagedPack | undefined
  for await (const staged of openStages(one.manifest, async (name) => one.files.get(name)!)) {
    stages.push(staged.stage)
    last = staged
  }
  expect(stages).toEqual(['head', 'memory', 'facts', 'items', 'details'])
  expect(last).toEqual({ stage: 'details', pack: { ...whole, student: null, scorer: null } })
  const parts = packParts(one.manifest, async (name) => one.files.get(name)!)
  expect(await parts.ids()).toEqual(contents.catalogue.ids)
  expect(await parts.head()).toBeNull()
  expect((await parts.models())?.student).toEqual(contents.student)
})

test('the head has the most popular listed items, of all and by category', async () => {
  const { popularity, catalogue } = contents
  const head = (await packParts(two.manifest, async (name) => two.files.get(name)!).head())!
  const best = Array.from(popularity.keys()).sort((a, b) => popularity[b] - popularity[a] || a - b)
  const [all, shelf] = head.shelves
  expect(all.category).toBeNull()
  const ids = (rows: number[]) => rows.map((row) => catalogue.ids[row])
  expect(all.items.map((n) => head.items[n].id)).toEqual(ids(best.slice(0, 60)))
  const own = best.filter((row) => catalogue.categories![row]?.[0] === shelf.category)
  expect(shelf.items.map((n) => head.items[n].id)).toEqual(ids(own.slice(0, 12)))
  // All items share the first step of their category, so shelves are about the second.
  expect(
    head.shelves
      .slice(1)
      .map(({ category }) => category)
      .sort(),
  ).toEqual([0, 1, 2, 3].map((row) => `Shelf > Row ${row}`))
  expect(head.items[0]).toMatchObject({ price: catalogue.price![best[0]] })
  expect(head.items[0]).not.toHaveProperty('description')
  expect(two.manifest.files[0].bytes).toBeLessThan(30_000)
})

test('the head of an earlier build is passed over', () => {
  expect(
    decodeHead({ rows: [3], ids: ['a'], shelves: [{ category: null, items: [0] }] }),
  ).toBeNull()
})

test('the head stays below 30 kB, whatever its texts are', async () => {
  const wide = randomContents({ items: 200, dim: 4 })
  // Texts that no compression shortens much.
  const noise = wide.catalogue.ids.map((_, n) =>
    Array.from({ length: 90 }, (_, c) =>
      ((n * 7919 + c * c * 104_729) % 36 ** 5).toString(36),
    ).join(''),
  )
  wide.catalogue.title = noise
  wide.catalogue.image = noise.map((text) => `data:image/png;base64,${text.repeat(3)}`)
  wide.catalogue.categories = wide.catalogue.ids.map((_, n) => [`Category ${n % 50} > Row`])
  const { manifest, files } = await buildPack(wide)
  const [entry] = manifest.files
  expect(entry.role).toBe('head')
  expect(entry.bytes).toBeLessThanOrEqual(30_000)
  const head = (await packParts(manifest, async (name) => files.get(name)!).head())!
  expect(head.items[0]).not.toHaveProperty('image')
})
