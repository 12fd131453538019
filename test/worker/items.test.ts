import { itemPrototypes } from '@tacit-rec/engine'
import { buildPack, readSafetensors } from '@tacit-rec/pack'
import { beforeEach, describe, expect, it } from 'vitest'
import { randomContents } from '../pack/random-pack.ts'
import { newShop, pack, problem, type Shop } from './shop.ts'

/** What the tests read of a list that the edge gives. */
interface Listed {
  items: { id: string; vector: number[]; prototypes: object[] }[]
  unknown: string[]
  intents: { label: string; exemplars: string[] }[]
}

let shop: Shop

beforeEach(() => {
  shop = newShop()
})

describe('items', () => {
  beforeEach(() => shop.publish())

  it('gives facts and embeddings, and says which ids it does not know', async () => {
    const ids = pack.loaded.catalogue.ids
    const response = await shop.get(`items?ids=${encodeURIComponent(ids[3])},nobody`)
    const { items, unknown } = (await response.json()) as Listed
    expect(unknown).toEqual(['nobody'])
    expect(items).toHaveLength(1)
    expect(items[0].id).toBe(ids[3])
    const { vectors, scale } = pack.loaded.items
    expect(items[0].vector[0]).toBeCloseTo(scale[3] * vectors[24], 6)
    const near = itemPrototypes(pack.loaded, 3)
    expect(near.length).toBeGreaterThan(0)
    expect(items[0].prototypes).toEqual(
      near.map(({ prototype, cosine }) => {
        const { id, label } = pack.loaded.prototypes[prototype]
        return { id, label, cosine }
      }),
    )
  })

  it('gives safetensors by Accept', async () => {
    const id = encodeURIComponent(pack.loaded.catalogue.ids[0])
    const headers = { accept: 'application/vnd.safetensors' }
    const response = await shop.get(`items?ids=${id}`, headers)
    const tensors = readSafetensors(new Uint8Array(await response.arrayBuffer()))
    expect(tensors.get('vectors')).toMatchObject({ dtype: 'F32', shape: [1, 8] })
  })

  it.each([
    '',
    '?ids=',
    `?ids=${Array.from({ length: 101 }, (_, i) => i).join()}`,
    '?ids=100%25',
  ])('refuses %s', async (query) => {
    expect(await problem(await shop.get(`items${query}`))).toMatchObject({ status: 422 })
  })

  it('gives similar items, never the item itself', async () => {
    const [id] = pack.loaded.catalogue.ids
    const response = await shop.get(`items/${encodeURIComponent(id)}/similar?limit=5`)
    const { items } = (await response.json()) as { items: { id: string; score: number }[] }
    expect(items).toHaveLength(5)
    expect(items.map((item) => item.id)).not.toContain(id)
    expect(items.map((item) => item.score)).toEqual(
      items.map((item) => item.score).sort((a, b) => b - a),
    )
    const missing = await shop.get(`items/nobody/similar`)
    expect(await problem(missing)).toMatchObject({ status: 404, title: 'No such item' })
  })

  it('gives what is popular', async () => {
    const { items } = (await (await shop.get(`popular?limit=3`)).json()) as Listed
    const { ids } = pack.loaded.catalogue
    const { popularity } = pack.loaded
    const best = Array.from(popularity.keys()).sort(
      (a, b) => popularity[b] - popularity[a] || a - b,
    )
    expect(items.map(({ id }) => id)).toEqual(best.slice(0, 3).map((i) => ids[i]))
    expect(await problem(await shop.get(`popular?limit=0`))).toMatchObject({ status: 422 })
    expect(await problem(await shop.get(`popular?limit=many`))).toMatchObject({
      title: 'Bad limit',
      detail: 'limit "many" must be a whole number from 1 to 100',
    })
  })

  it('lists no unlisted items unless asked for, and knows their facts', async () => {
    const contents = randomContents({ items: 40, dim: 8, intents: 2, seed: 5, sequence: 2 })
    const nulls = contents.catalogue.ids.map(() => null)
    contents.catalogue.unlisted = ['draft', ...nulls.slice(1)]
    contents.catalogue.currency = ['EUR', ...nulls.slice(1)]
    await shop.publish(await buildPack(contents))
    const first = { id: 'item-0', price: 1, currency: 'EUR', unlisted: 'draft' }
    const facts = (await (await shop.get(`items?ids=item-0`)).json()) as Listed
    expect(facts.items[0]).toMatchObject(first)
    const { intents } = (await (await shop.get(`intents`)).json()) as Listed
    expect(intents.slice(0, 2).map(({ exemplars }) => exemplars)).toEqual([[], ['item-1']])
    for (const list of ['popular', 'items/item-3/similar']) {
      const idsOf = async (query: string) => {
        const { items } = (await (await shop.get(`${list}?limit=99${query}`)).json()) as Listed
        return items.map(({ id }) => id)
      }
      expect(await idsOf('')).not.toContain('item-0')
      expect(await idsOf('&include_unlisted=false')).not.toContain('item-0')
      expect(await idsOf('&include_unlisted=true')).toContain('item-0')
      expect(await problem(await shop.get(`${list}?include_unlisted=1`))).toMatchObject({
        detail: 'include_unlisted "1" must be true or false',
      })
    }
  })

  it('gives prototypes by name', async () => {
    const { intents } = (await (await shop.get(`intents`)).json()) as Listed
    expect(intents.map(({ label }) => label)).toEqual(
      pack.loaded.prototypes.map(({ label }) => label),
    )
  })
})
