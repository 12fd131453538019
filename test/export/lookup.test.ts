import { itemPrototypes, popularItems, similarItems } from '@tacit-rec/engine'
import {
  buildPack,
  type FileEntry,
  factsOf,
  type ItemFacts,
  inCategory,
  isListed,
  type LoadedPack,
  type Lookup,
  openLookup,
} from '@tacit-rec/pack'
import { describe, expect, it } from 'vitest'
import { writeIndex } from '../../training/export/lookup/records.ts'
import { similarLists } from '../../training/export/lookup/similar.ts'
import { randomContents } from '../pack/random-pack.ts'

const NAMES = ['50%off, a/b', '', '__proto__', 'ä', '%2F', '\u0000', 'a'.repeat(5000)]

/** A pack with odd ids, some items unlisted, one description longer than a block. */
async function shop(items = 400): Promise<LoadedPack> {
  const contents = randomContents({ items, dim: 8, perItem: 5, seed: 3 })
  const { catalogue } = contents
  for (const [n, name] of NAMES.entries()) catalogue.ids[n * 3] = name
  catalogue.unlisted = catalogue.ids.map((_, n) => (n % 9 === 4 ? 'draft' : null))
  catalogue.description = catalogue.ids.map((_, n) => (n === 7 ? 'x'.repeat(200_000) : null))
  catalogue.url = catalogue.ids.map((id, n) => (n % 4 ? `https://shop.example/p/${id}.html` : null))
  catalogue.categories = catalogue.ids.map((_, n) => (n % 5 ? [`A > B${n % 7} > C`, 'D'] : null))
  return (await buildPack(contents)).pack
}

/** The facts of an item that lists show. */
function shownOf({ catalogue }: LoadedPack, row: number): ItemFacts {
  const { description: _, ...facts } = factsOf(catalogue, row)
  return facts
}

async function indexed(pack: LoadedPack, maxPart?: number) {
  const parts: { entry: FileEntry & { part: number }; bytes: Uint8Array }[] = []
  for await (const written of writeIndex(pack, maxPart)) parts.push(written)
  parts.sort((a, b) => a.entry.part - b.entry.part)
  const files = parts.map(({ entry }) => ({ ...entry, name: `index.${entry.part}` }))
  const lookup = openLookup({ ...pack.manifest, files }, async (name, { offset, length }) =>
    parts[Number(name.slice(6))].bytes.slice(offset, offset + length),
  )
  return { parts, files, lookup }
}

describe('the index of a pack', () => {
  it('finds every id, and no other', async () => {
    const pack = await shop()
    const { lookup } = await indexed(pack)
    const { ids } = pack.catalogue
    expect(await lookup.rows(ids)).toEqual(ids.map((_, row) => row))
    expect(await lookup.rows(['nobody', 'item-1 '])).toEqual([undefined, undefined])
  })

  it('has the facts, the embeddings and the flags of every row, in one part or in many', async () => {
    const pack = await shop()
    for (const maxPart of [undefined, 40_000]) {
      const { lookup, parts } = await indexed(pack, maxPart)
      expect(parts.length > 1).toBe(maxPart !== undefined)
      const rows = pack.catalogue.ids.map((_, row) => row)
      const all = await lookup.items(rows)
      expect(all.map(({ facts }) => facts)).toEqual(rows.map((row) => factsOf(pack.catalogue, row)))
      expect(await lookup.facts(rows)).toEqual(rows.map((row) => shownOf(pack, row)))
      const [vector] = await lookup.vectors([11])
      const { vectors, scale } = pack.items
      expect(vector).toEqual(Float32Array.from(vectors.subarray(88, 96), (v) => v * scale[11]))
      expect(all[11].vector).toEqual(vector)
      expect(all[11].prototypes).toEqual(
        itemPrototypes(pack, 11).map(({ prototype, cosine }) => {
          const { id, label } = pack.prototypes[prototype]
          return { id, label, cosine }
        }),
      )
      const isUnlisted = await lookup.unlisted()
      expect(rows.filter(isUnlisted)).toEqual(rows.filter((row) => row % 9 === 4))
    }
  })

  it('has the similar items that the engine finds, listed or not', async () => {
    const pack = await shop()
    const { lookup } = await indexed(pack)
    for (const row of [0, 4, 13, 399]) {
      const { entries, facts } = await lookup.similar(row)
      const listed = entries.filter(({ unlisted }) => !unlisted)
      const pairs = (list: { row: number; score: number }[]) =>
        list.map(({ row, score }) => ({ item: row, score }))
      expect(pairs(listed)).toEqual(
        similarItems(pack, row, 50, (item) => isListed(pack.catalogue, item)),
      )
      expect(pairs(entries.slice(0, 50))).toEqual(similarItems(pack, row, 50))
      expect(facts).toEqual(listed.slice(0, 20).map(({ row }) => shownOf(pack, row)))
    }
  })

  it('has the popular items of every category that can be asked for', async () => {
    const pack = await shop()
    const { lookup } = await indexed(pack)
    const { catalogue } = pack
    for (const category of ['', 'A', 'C', 'B3', 'A > B3', 'A > B3 > C', 'D', 'B3 > C', 'E']) {
      const inside = (item: number) => !category || inCategory(catalogue, item, category)
      const { entries, facts } = await lookup.popular(category)
      const rows = (all: boolean) =>
        popularItems(pack, 100, (item) => inside(item) && (all || isListed(catalogue, item)))
      const listed = entries.filter(({ unlisted }) => !unlisted)
      expect(facts).toEqual(listed.slice(0, 20).map(({ row }) => shownOf(pack, row)))
      expect(listed.map(({ row }) => row)).toEqual(rows(false).map(({ item }) => item))
      expect(entries.slice(0, 100).map(({ row }) => row)).toEqual(
        rows(true).map(({ item }) => item),
      )
      expect(listed.map(({ score }) => score)).toEqual(rows(false).map(({ score }) => score))
    }
  })

  it('names prototypes with the ids of listed exemplars', async () => {
    const pack = await shop()
    const { lookup } = await indexed(pack)
    const named = await lookup.intents()
    expect(named).toHaveLength(5)
    expect([named[0], named[4]]).toEqual([
      { id: 'p0', label: 'Prototype 0', keywords: ['word0', 'word1'], exemplars: ['50%off, a/b'] },
      { id: 'p4', label: 'Prototype 4', keywords: ['word4', 'word5'], exemplars: [] },
    ])
  })

  it('reads nothing whose bytes were changed: each of its blocks', async () => {
    const pack = await shop(60)
    const { parts, files } = await indexed(pack)
    const rows = pack.catalogue.ids.map((_, row) => row)
    const steps = [0, 1, 2, 3, 4, 5, 6].flatMap((n) => [`B${n}`, `A > B${n}`, `A > B${n} > C`])
    const categories = ['', 'A', 'C', 'D', ...steps]
    const ask = (from: Lookup) =>
      Promise.all<unknown>([
        from.rows(pack.catalogue.ids),
        from.items(rows),
        ...rows.map((row) => from.similar(row)),
        ...categories.map((category) => from.popular(category)),
        from.intents(),
        from.unlisted(),
      ])
    const { bytes } = parts[0]
    const open = (bytes: Uint8Array, reads = new Map<number, number>()) =>
      openLookup({ ...pack.manifest, files }, async (_, { offset, length }) => {
        reads.set(offset, length)
        return bytes.slice(offset, offset + length)
      })
    const blocks = new Map<number, number>()
    await ask(open(bytes, blocks))
    expect(blocks.size).toBeGreaterThan(15)
    for (const [offset, length] of blocks) {
      const damaged = bytes.slice()
      // The first read may be longer than its block, the list of all others.
      damaged[offset + (offset === 0 ? 999 : length >> 1)] ^= 1
      await expect(ask(open(damaged)), `byte ${offset}`).rejects.toMatchObject({
        code: 'pack/index',
      })
    }
  })
})

const NONE = { prototype: -1, cosine: 0 }

it('candidates find most of the similar items that a full comparison finds', async () => {
  const contents = randomContents({ items: 900, dim: 8, perItem: 8, seed: 4 })
  const { pack } = await buildPack(contents)
  const { items } = pack.manifest
  const mates = Array.from({ length: items }, (_, item) => itemPrototypes(pack, item)[0] ?? NONE)
  const none = () => false
  const exact = similarLists(pack, mates, none)
  const some = similarLists(pack, mates, none, 0)
  for (const item of [0, 450, 899]) {
    const wanted = new Map(exact(item).map(({ row, score }) => [row, score]))
    const found = some(item)
    expect(found).toHaveLength(50)
    for (const { row, score } of found) expect(score).toBe(wanted.get(row) ?? score)
    expect(found.filter(({ row }) => wanted.has(row)).length).toBeGreaterThan(20)
  }
})
