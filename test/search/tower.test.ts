import { nearness, towerVector } from '@tacit-rec/engine'
import { buildPack, openPackFrom, packParts } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { typedParts } from '../../client/typed-parts.ts'
import { createRandom } from '../../training/random.ts'
import { fitTower, syntheticPairs, withTypo } from '../../training/search/index.ts'
import { randomContents } from '../pack/random-pack.ts'

const THINGS = ['hiking boots', 'table lamp', 'steel kettle', 'wool socks']
const COLORS = ['red', 'green', 'blue', 'black', 'white']

/** Items of one thing point the same way. */
function contents() {
  const items = THINGS.length * COLORS.length
  const made = randomContents({ items, dim: 8 })
  const vectors = new Int8Array(items * 8)
  for (let i = 0; i < items; i++) {
    vectors[i * 8 + (i % THINGS.length)] = 100
    vectors[i * 8 + 4 + (i % 3)] = 20
  }
  const title = made.catalogue.ids.map((_, i) => `${COLORS[i % 5]} ${THINGS[i % THINGS.length]}`)
  return {
    ...made,
    items: { ...made.items, vectors },
    catalogue: { ids: made.catalogue.ids, title },
  }
}

it('learns where queries lead, and goes through a pack', async () => {
  const made = contents()
  const tower = { ...fitTower(made, { seed: 1 }), weight: 0.5 }
  const { manifest, files } = await buildPack({ ...made, tower })
  const entry = manifest.files.find(({ role }) => role === 'tower')!
  expect(entry.optional).toBe(true)
  expect(entry.bytes).toBeLessThan(400_000)
  const pack = await openPackFrom(manifest, files, { all: true })
  expect(pack.tower).toEqual(tower)
  for (const [thing, query] of ['boots', 'lamp', 'kettel', 'woll sock'].entries()) {
    const { near } = nearness(pack.tower!, pack, query)!
    const best = Array.from(near).indexOf(Math.max(...Array.from(near)))
    expect([query, best % THINGS.length]).toEqual([query, thing])
  }
  expect(nearness(tower, pack, '?!')).toBeNull()
  expect(towerVector(tower, '')).toBeNull()
})

it('is the same for the same seed, and absent unless it was built', async () => {
  const made = contents()
  expect(fitTower(made, { seed: 3 })).toEqual(fitTower(made, { seed: 3 }))
  const { manifest, files } = await buildPack(made)
  expect(await packParts(manifest, async (name) => files.get(name)!).tower()).toBeNull()
})

it('what is no lexicon is refused', async () => {
  const made = contents()
  const lexicon = { categories: ['A > B'], columns: { color: ['red'] } }
  const { manifest, files } = await buildPack({ ...made, lexicon })
  const pack = await openPackFrom(manifest, files, { all: true })
  expect(pack.lexicon).toEqual(lexicon)
  for (const wrong of [
    {},
    { categories: [1], columns: {} },
    { categories: [], columns: { a: 'b' } },
  ])
    await expect(buildPack({ ...made, lexicon: wrong as never })).rejects.toMatchObject({
      code: 'pack/lexicon',
    })
})

it('a tower of another width is refused', async () => {
  const made = contents()
  const tower = fitTower(made, { seed: 1 })
  const map = tower.map.subarray(0, 32 * 4)
  await expect(buildPack({ ...made, tower: { ...tower, map } })).rejects.toThrow()
})

it('made-up queries are words of an item’s text, with at most one typo', () => {
  const pairs = syntheticPairs(['red hiking boots', ''], createRandom(1), { each: 50 })
  expect(pairs).toHaveLength(50)
  const words = new Set(['red', 'hiking', 'boots'])
  for (const { query, item } of pairs) {
    expect(item).toBe(0)
    expect(query.split(' ').filter((word) => !words.has(word)).length).toBeLessThan(2)
  }
  expect(withTypo('tea', createRandom(1))).toBe('tea')
  expect(withTypo('kettle', createRandom(1))).not.toBe('')
})

it('a log whose queries words find as well gives the tower no weight', () => {
  const made = contents()
  const { ids } = made.catalogue
  const asked = (query: (thing: string, color: string) => string) =>
    ids.flatMap((item, i) =>
      ['a', 'the', 'my'].map((word) => ({
        query: `${word} ${query(THINGS[i % THINGS.length], COLORS[i % 5])}`,
        item,
        weight: 1,
      })),
    )
  const plain = fitTower(made, { seed: 1, log: asked((thing, color) => `${color} ${thing}`) })
  expect(plain.weight).toBe(0)
  expect(
    nearness(plain, { manifest: { items: 20, dim: 8 }, items: made.items } as never, 'boots'),
  ).toBeNull()
  expect(fitTower(made, { seed: 1 }).weight).toBe(0)
})

it('a device fetches a tower once, and none of weight 0', async () => {
  const made = contents()
  const tower = { ...fitTower(made, { seed: 1 }), weight: 0.5 }
  const { manifest, files } = await buildPack({ ...made, tower })
  const asked: string[] = []
  const parts = typedParts(async ({ role, name }) => {
    asked.push(role)
    return files.get(name)!
  })
  expect(parts.tower(manifest)).toBeNull()
  await expect.poll(() => parts.tower(manifest)).toEqual(tower)
  expect(parts.tower({ ...manifest, training: { ...manifest.training, tower: 0 } })).toBeNull()
  expect(asked).toEqual(['tower'])
})
