import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { diff, train } from '../../training/api/index.ts'
import { writePack } from '../../training/export/index.ts'
import { writeCheckerboard } from '../checkerboard/data.ts'
import { lastLine, tacit } from '../cli/tacit.ts'
import { folders } from '../data/folder.ts'
import { randomContents } from '../pack/random-pack.ts'

const folder = folders()
const quality = (ndcg: number) => ({ 'leave-one-out': { users: 9, ndcg: { '10': ndcg } } })

describe('tacit diff', () => {
  let [a, b, changedId] = ['', '', '']

  beforeAll(async () => {
    const old = randomContents({ items: 40, name: 'shop', sequence: 5 })
    const { catalogue, prototypes } = old
    ;[a, b] = [folder({}), folder({})]
    await writePack(a, { ...old, evaluation: quality(0.1) })
    changedId = catalogue.ids[5]
    // An item has another id, another one another title; the first prototype another name.
    const ids = catalogue.ids.map((id, item) => (item === 3 ? 'new' : id))
    const title = ids.map((id, item) => (item === 5 ? 'Other' : (catalogue.title?.[item] ?? id)))
    const [first, ...rest] = prototypes
    await writePack(b, {
      ...old,
      sequence: 6,
      evaluation: quality(0.12),
      catalogue: { ...catalogue, ids, title },
      prototypes: [
        { ...first, label: 'Ferns' },
        ...rest.slice(0, -1),
        { ...rest.at(-1)!, id: 'p99' },
      ],
    })
  })

  it('says what changed in items, neighbours, intents and quality', async () => {
    const result = await diff({ a, b })
    expect(result.a).toEqual({ name: 'shop', sequence: 5, items: 40 })
    expect(result.items).toMatchObject({ added: 1, removed: 1, addedIds: ['new'] })
    expect(result.items.changedIds).toContain(changedId)
    expect(result.neighbours).toMatchObject({ items: 39 })
    expect(result.neighbours.overlap).toBeLessThan(1)
    expect(result.intents.renamed).toEqual([{ id: 'p0', from: 'Prototype 0', to: 'Ferns' }])
    expect(result.intents.added).toEqual([{ id: 'p99', label: 'Prototype 4' }])
    expect(result.intents.removed).toEqual([{ id: 'p4', label: 'Prototype 4' }])
    expect(result.quality).toEqual([
      { protocol: 'leave-one-out', metric: 'ndcg@10', a: 0.1, b: 0.12 },
    ])
    expect(result.files.same).toEqual(expect.arrayContaining(['weights', 'items', 'popularity']))
    expect(result.files.changed).toEqual(expect.arrayContaining(['ids', 'intents']))
    expect(result.files.bytesToSend).toBeLessThan(result.files.bytes)
  })

  it('says it in words, and as JSON', async () => {
    const { stdout } = await tacit('diff', a, b)
    expect(stdout).toContain('shop 5 (40 items) → shop 6 (40 items)')
    expect(stdout).toMatch(/items: 1 added, 1 removed, \d+ with other facts/)
    expect(stdout).toMatch(/p0 +Prototype 0 +Ferns/)
    expect(lastLine(await tacit('diff', a, b, '--json'))).toEqual(await diff({ a, b }))
  })

  it('finds nothing between a pack and itself', async () => {
    const { items, neighbours, intents, files } = await diff({ a, b: a })
    expect(items).toMatchObject({ added: 0, removed: 0, changed: 0 })
    expect([neighbours.changed, neighbours.overlap]).toEqual([0, 1])
    expect([intents.renamed, intents.added, intents.removed]).toEqual([[], [], []])
    expect(files.bytesToSend).toBe(0)
  })

  it('exits with 2 for a folder without a pack', async () => {
    const { code, stderr } = await tacit('diff', a, folder({}))
    expect(code).toBe(2)
    expect(stderr).toContain('cannot read manifest.json')
  })
})

it('a new training of an unchanged catalogue reuses its files', async () => {
  const data = await writeCheckerboard()
  const [first, second] = [folder({}), folder({})].map((each) => join(each, 'pack'))
  await train({ data, out: first, preset: 'quick' })
  await train({ data, out: second, preset: 'quick', seed: 2, previous: first })
  const { files } = await diff({ a: first, b: second })
  expect(files.same).toEqual(expect.arrayContaining(['ids', 'facts', 'popularity']))
  const names = new Set(await readdir(first))
  const kept = (await readdir(second)).filter((name) => names.has(name))
  expect(kept.map((name) => name.split('.')[0])).toEqual(expect.arrayContaining(['ids', 'facts']))
})
