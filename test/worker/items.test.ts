import { itemPrototypes } from '@tacit-rec/engine'
import {
  buildPack,
  factsOf,
  type ItemFacts,
  readSafetensors,
  readSafetensorsMetadata,
} from '@tacit-rec/pack'
import { beforeEach, describe, expect, it } from 'vitest'
import { indexed } from '../pack/indexed.ts'
import { randomContents } from '../pack/random-pack.ts'
import { env, newShop, pack, problem, type Shop } from './shop.ts'

/** What the tests read of a list that the edge gives. */
interface Listed {
  items: { id: string; vector: number[]; prototypes: object[] }[]
  unknown: string[]
  intents: { label: string; exemplars: string[] }[]
}

let shop: Shop

describe('items', () => {
  beforeEach(async () => {
    shop = newShop()
    await shop.publish()
  })

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

  it('gives embeddings as a tensor, in the order of the ids', async () => {
    const [first, second] = pack.loaded.catalogue.ids
    const response = await shop.get(`items.safetensors?id=${second}&id=nobody&id=${first}`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(readSafetensors(bytes).get('vectors')).toMatchObject({ dtype: 'F32', shape: [2, 8] })
    expect(JSON.parse(readSafetensorsMetadata(bytes).ids)).toEqual([second, first])
    const json = (await (await shop.get(`items.json?id=${second}`)).json()) as Listed
    const { data } = readSafetensors(bytes).get('vectors')!
    expect(Array.from(data as Float32Array).slice(0, 8)).toEqual(json.items[0].vector)
    // The address names the form, whatever is accepted.
    const accept = 'application/vnd.safetensors, application/json;q=0'
    const other = await shop.get(`items.json?id=${second}`, { accept })
    expect(other.headers.get('content-type')).toBe('application/json')
    expect(other.headers.get('vary') ?? '').not.toMatch(/accept\b/i)
    await other.arrayBuffer()
  })

  it('takes ids one by one, each once, or some that have no comma', async () => {
    const idsOf = async (query: string) => {
      const { items, unknown } = (await (await shop.get(`items.json?${query}`)).json()) as Listed
      return [items.map(({ id }) => id), unknown]
    }
    expect(await idsOf('id=item-2&id=item-1&id=item-2')).toEqual([['item-2', 'item-1'], []])
    expect(await idsOf('ids=item-2,item-1,%25')).toEqual([['item-2', 'item-1'], ['%']])
    expect(await idsOf('id=item-2,item-1')).toEqual([[], ['item-2,item-1']])
    expect(await idsOf('id=&ids=item-3')).toEqual([['item-3'], ['']])
  })

  it.each([
    '',
    '?ids=',
    `?ids=${Array.from({ length: 101 }, (_, i) => i).join()}`,
    '?ids=,',
    '?ids[]=a',
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
    const built = await buildPack(contents)
    await shop.publish(await indexed(built, built.pack))
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

  it('lists show what a shelf shows, and items.json all of it', async () => {
    const contents = randomContents({ items: 40, dim: 8, intents: 2, seed: 5, sequence: 4 })
    const { catalogue } = contents
    const { ids } = catalogue
    catalogue.description = ids.map((id) => `About ${id}. `.repeat(20))
    catalogue.extra = { brand: ids.map(() => 'Ours'), story: ids.map((id) => id.repeat(30)) }
    const built = await buildPack(contents)
    await shop.publish(await indexed(built, built.pack))
    const listOf = async (path: string) => {
      const { items } = (await (await shop.get(path)).json()) as { items: ItemFacts[] }
      return items.map(({ vector: _, prototypes: __, score: ___, users: ____, ...item }) => item)
    }
    const all = await listOf(`items.json?ids=${ids}`)
    expect(all).toEqual(ids.map((_, row) => factsOf(catalogue, row)))
    // Up to 20 items have their facts beside the list; the others are read.
    for (const list of ['popular', 'items/item-3/similar'])
      for (const limit of [5, 30]) {
        const items = await listOf(`${list}?limit=${limit}`)
        expect(items).toHaveLength(limit)
        for (const item of items) {
          const { description: _, story: __, ...shown } = all.find(({ id }) => id === item.id)!
          expect(item).toEqual(shown)
        }
      }
  })

  it('gives prototypes by name', async () => {
    const { intents } = (await (await shop.get(`intents`)).json()) as Listed
    expect(intents.map(({ label }) => label)).toEqual(
      pack.loaded.prototypes.map(({ label }) => label),
    )
  })

  it('serves an item with any id, from every route', async () => {
    const contents = randomContents({ items: 40, dim: 8, intents: 2, seed: 5, sequence: 3 })
    const names = [
      '50%off, a/b',
      '%',
      '%25',
      '../..',
      'a&b=c#d?e',
      'Ä 💩',
      '__proto__',
      '\u0000',
      '+',
    ]
    for (const [n, name] of names.entries()) contents.catalogue.ids[n] = name
    contents.popularity.fill(100, 0, names.length)
    const built = await buildPack(contents)
    await shop.publish(await indexed(built, built.pack))
    const { items: best } = (await (await shop.get(`popular?limit=9`)).json()) as Listed
    expect(best.map(({ id }) => id)).toEqual(names)
    const { intents } = (await (await shop.get(`intents`)).json()) as Listed
    expect(intents[0].exemplars).toEqual(['50%off, a/b'])
    for (const name of names) {
      const id = encodeURIComponent(name)
      const { items } = (await (await shop.get(`items.json?id=${id}`)).json()) as Listed
      expect(items.map((item) => item.id)).toEqual([name])
      const tensor = await shop.get(`items.safetensors?id=${id}`)
      const bytes = new Uint8Array(await tensor.arrayBuffer())
      expect(readSafetensorsMetadata(bytes).ids).toBe(JSON.stringify([name]))
      const similar = await shop.get(`items/${id}/similar?limit=3`)
      expect(similar.status, name).toBe(200)
      const like = ((await similar.json()) as Listed).items
      expect(like).toHaveLength(3)
      expect(like.map((item) => item.id)).not.toContain(name)
    }
  })
})

it('a pack without an index is refused, with what to do', async () => {
  shop = newShop()
  await shop.publish(await buildPack(randomContents({ items: 40, dim: 8, intents: 2 })))
  for (const path of [
    'items?ids=a',
    'items.safetensors?id=a',
    'items/a/similar',
    'popular',
    'intents',
  ])
    expect(await problem(await shop.get(path))).toMatchObject({
      status: 409,
      title: 'No index',
      detail:
        'pack "random", sequence 1, has no index, which this route reads: train it again with this ' +
        'version of Tacit and publish it',
    })
})

it('an index of an earlier form is read as none', async () => {
  shop = newShop()
  const built = await buildPack(randomContents({ items: 40, dim: 8, intents: 2 }))
  const { manifest, files } = await indexed(built, built.pack)
  const earlier = manifest.files.map(({ form, ...entry }) => entry)
  await shop.publish({ manifest: { ...manifest, files: earlier }, files })
  for (const path of ['items?ids=a', 'items/a/similar', 'popular', 'intents'])
    expect(await problem(await shop.get(path))).toMatchObject({ status: 409, title: 'No index' })
})

it('an index whose bytes are not those of the manifest is served by no route until it is repaired', async () => {
  shop = newShop()
  const contents = randomContents({ items: 40, dim: 8, intents: 2, seed: 6 })
  const built = await buildPack(contents)
  const whole = await indexed(built, built.pack)
  await shop.publish(whole)
  const { name } = whole.manifest.files.find(({ role }) => role === 'index')!
  const bytes = whole.files.get(name)!
  const paths = ['items.json?id=item-1', 'items/item-1/similar', 'popular', 'intents']
  // The directory is right and each block after it is not, then nothing is.
  for (const from of [directoryBytes(bytes), 0]) {
    const damaged = bytes.slice().fill(0, from)
    await env.PACKS.put(`${shop.name}/files/${name}`, damaged)
    for (const path of paths)
      expect(await problem(await shop.get(path)), path).toMatchObject({
        status: 503,
        title: 'Pack damaged',
      })
  }
  expect((await shop.put(name, bytes as BodyInit)).status).toBe(201)
  for (const path of paths) expect((await shop.get(path)).status).toBe(200)
})

/** The first block says how long it is. */
function directoryBytes(index: Uint8Array): number {
  return new DataView(index.buffer, index.byteOffset).getUint32(4, true)
}
