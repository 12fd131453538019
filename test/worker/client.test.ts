import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { type EdgeClient, edgeClient } from '../../worker/client.ts'
import { edge, entryOf, newShop, pack, type Shop, TOKEN } from './shop.ts'

let shop: Shop
let param: { catalogue: string }

/** The client asks the Worker itself, as over the network. */
const fetchEdge = (input: RequestInfo | URL, init?: RequestInit) =>
  edge(String(input).replace('https://edge.example', ''), init)
const client = edgeClient('https://edge.example', { fetch: fetchEdge as typeof fetch })
const operator = edgeClient('https://edge.example', {
  fetch: fetchEdge as typeof fetch,
  headers: TOKEN,
})

beforeAll(async () => {
  shop = newShop()
  param = { catalogue: shop.name }
  await shop.publish()
})

describe('the typed client', () => {
  it('reads', async () => {
    const catalogue = client.v1.c[':catalogue']
    const popular = await catalogue.popular.$get({ param, query: { limit: '2' } })
    const { items } = await popular.json()
    expect(items).toHaveLength(2)
    expectTypeOf(items[0].id).toBeString()
    expectTypeOf(items[0].users).toBeNumber()
    expectTypeOf(items[0].title).toEqualTypeOf<string | undefined>()

    const [id] = pack.loaded.catalogue.ids
    const found = await catalogue['items.json'].$get({ param, query: { id: [id, 'no, such'] } })
    expect(await found.json()).toMatchObject({ items: [{ id }], unknown: ['no, such'] })
    const similar = await catalogue.items[':id'].similar.$get({
      param: { ...param, id },
      query: {},
    })
    expectTypeOf((await similar.json()).items[0].score).toBeNumber()

    const { name, bytes } = entryOf('items')
    const file = await catalogue.files[':name'].$get({ param: { ...param, name } })
    expect((await file.arrayBuffer()).byteLength).toBe(bytes)
  })

  it('publishes, lists and deletes with a token', async () => {
    const { admin } = operator.v1.c[':catalogue']
    const packs = await admin.packs.$get({ param })
    const { live, files } = await packs.json()
    expect(live?.sequence).toBe(pack.manifest.sequence)
    expectTypeOf(live?.sha256).toEqualTypeOf<string | undefined>()
    const [{ name }] = files
    const gone = await admin.files[':name'].$delete({ param: { ...param, name } })
    expect(gone.status).toBe(409)

    const change = { origins: ['https://shop.example'], limits: { items: 100 } }
    const tenant = operator.v1.tenants[':catalogue']
    const changed = await tenant.$put({ param: { catalogue: 'typed' }, json: change })
    expect(await changed.json()).toEqual({ catalogue: 'typed', keys: [], signers: [], ...change })
  })

  it('has the types of the routes', () => {
    type Popular = EdgeClient['v1']['c'][':catalogue']['popular']['$get']
    const right: Parameters<Popular>[0] = { param, query: { limit: '2', include_unlisted: 'true' } }
    expect(right).toBeDefined()
    // @ts-expect-error a limit is text in a query
    const wrong: Parameters<Popular>[0] = { param, query: { limit: 2 } }
    expect(wrong).toBeDefined()
    expectTypeOf<keyof EdgeClient['v1']>().toEqualTypeOf<'c' | 'tenants'>()
    type Change = Parameters<EdgeClient['v1']['tenants'][':catalogue']['$put']>[0]['json']
    expectTypeOf<Change['signers']>().toEqualTypeOf<string[] | undefined>()
  })
})
