import { combine, instantEngine, knownEvents, type NamedEvent, topK } from '@tacit-rec/engine'
import { buildPack, factsOf } from '@tacit-rec/pack'
import { beforeAll, describe, expect, it } from 'vitest'
import { indexed } from '../pack/indexed.ts'
import { randomContents, seeded } from '../pack/random-pack.ts'
import { edge, env, newShop, problem, type Shop } from './shop.ts'

const contents = randomContents({ items: 300, dim: 16, intents: 4, pool: 'logsumexp', seed: 8 })
contents.catalogue.unlisted = contents.catalogue.ids.map((_, n) => (n % 11 === 3 ? 'draft' : null))
const built = await buildPack(contents)
const { pack } = built
const { ids } = pack.catalogue

/** What the engine of the SDK makes of a history, without the Worker. */
async function expected(history: NamedEvent[], accepts: (item: number) => boolean) {
  const engine = instantEngine({ wasm: false })
  await engine.load(pack)
  const { events } = knownEvents(pack.manifest, history)
  const scores = combine(pack, await engine.pool(await engine.encode(events)), events)
  return topK(scores, 20, (item) => !accepts(item)).map(({ item }) => ids[item])
}

const isListed = (item: number) => item % 11 !== 3

interface Ranked {
  items: { id: string; score: number }[]
  source: string
  unknown: string[]
}

const post = ({ base }: Shop, body: unknown, headers?: Record<string, string>) =>
  edge(`${base}/rank`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

async function ranked(shop: Shop, body: object): Promise<Ranked> {
  const response = await post(shop, body)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Ranked
}

const shop = newShop('ranked')
const names = (list: Ranked) => list.items.map(({ id }) => id)

beforeAll(async () => {
  await shop.publish(await indexed(built, pack))
})

describe('POST rank', () => {
  it('has the top 20 of the instant engine, for random histories', async () => {
    const random = seeded(4)
    for (let n = 0; n < 20; n++) {
      const history = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, at) => ({
        item: Math.floor(random() * 300),
        kind: random() < 0.7 ? 'view' : 'buy',
        ...(random() < 0.8 && { time: 1_700_000_000_000 + at * 86_400_000 }),
      }))
      const events = history.map(({ item, ...event }) => ({ item: ids[item], ...event }))
      const all = await ranked(shop, { events, include_seen: true, include_unlisted: true })
      expect(names(all)).toEqual(await expected(history, () => true))
      expect(all).toMatchObject({ source: 'model', unknown: [] })
      const seen = new Set(history.map(({ item }) => item))
      const fresh = await expected(history, (item) => isListed(item) && !seen.has(item))
      expect(names(await ranked(shop, { events }))).toEqual(fresh)
    }
  })

  it('gives facts, leaves out what is excluded or disliked, names unknown ids', async () => {
    const events = [
      { kind: 'view', item: 'item-5', time: '2026-11-01T10:00:00.000Z' },
      { kind: 'dislike', item: 'item-9' },
      { kind: 'view', item: 'nobody' },
    ]
    const before = await ranked(shop, { events: events.slice(0, 1) })
    expect(before.items[0]).toMatchObject(factsOf(pack.catalogue, ids.indexOf(before.items[0].id)))
    const exclude = [before.items[0].id, 'nobody else']
    const after = await ranked(shop, { events, exclude, limit: 100 })
    expect(after.unknown).toEqual(['nobody'])
    expect(after.items).toHaveLength(100)
    expect(names(after)[0]).toBe(before.items[1].id)
    expect(names(after)).not.toContain('item-9')
    const nothingLeft = await ranked(shop, { events, include_seen: false, limit: 100 })
    expect(names(nothingLeft)).not.toContain('item-5')
  })

  it('gives what is popular to a history that says nothing', async () => {
    const { items } = (await (await shop.get('popular?limit=3')).json()) as Ranked
    expect(await ranked(shop, { events: [], limit: 3 })).toMatchObject({
      source: 'popular',
      items: items.map(({ id }) => ({ id })),
    })
    const [first, second, third] = items
    const events = [{ kind: 'dislike', item: first.id }]
    expect(names(await ranked(shop, { events, limit: 2 }))).toEqual([second.id, third.id])
  })
})

it('is off unless the variable RANK names the catalogue', async () => {
  const other = newShop()
  await other.publish()
  expect(await problem(await post(other, { events: [] }))).toMatchObject({
    status: 403,
    title: 'Rank is off',
    detail: `catalogue "${other.name}" does not rank at the edge: name it in the variable RANK`,
  })
})

it('cannot be sent by a page: no preflight allows it, and no other content type is read', async () => {
  const url = `${shop.base}/rank`
  const preflight = await edge(url, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  })
  expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,HEAD,OPTIONS')
  const plain = await post(shop, { events: [] }, { 'content-type': 'text/plain' })
  expect(await problem(plain)).toMatchObject({ status: 415, title: 'Not JSON' })
  expect((await edge(url)).status).toBe(405)
})

const view = { kind: 'view', item: 'item-1' }
const many = (count: number) => Array.from({ length: count }, () => view)

it.each<[string, unknown, object]>([
  ['no JSON', '{', { status: 400 }],
  ['a list', [], { status: 422 }],
  ['null', 'null', { status: 422 }],
  ['no events', {}, { status: 422, title: 'Bad events' }],
  ['501 events', { events: many(501) }, { status: 422, title: 'Bad events' }],
  ['no kind', { events: [{ item: 'a' }] }, { status: 422, title: 'Bad events.0.kind' }],
  ['no item', { events: [view, { kind: 'view' }] }, { status: 422, title: 'Bad events.1.item' }],
  [
    'a kind that is none',
    { events: [{ ...view, kind: 'sneeze' }] },
    {
      status: 422,
      detail: 'events.0.kind "sneeze" is no kind of event: use one of view, buy',
    },
  ],
  ['no time', { events: [{ ...view, time: 'now' }] }, { title: 'Bad events.0.time' }],
  ['limit 0', { events: [], limit: 0 }, { title: 'Bad limit' }],
  ['limit 1.5', { events: [], limit: 1.5 }, { title: 'Bad limit' }],
  ['limit "5"', { events: [], limit: '5' }, { title: 'Bad limit' }],
  ['a flag', { events: [], include_seen: 'yes' }, { title: 'Bad include_seen' }],
  ['exclude', { events: [], exclude: [1] }, { title: 'Bad exclude.0' }],
  ['a large body', ' '.repeat(140_000), { status: 413 }],
])('refuses %s', async (_, body, expected) => {
  expect(await problem(await post(shop, body))).toMatchObject(expected)
})

it('takes every odd text as an id', async () => {
  const odd = [
    '',
    '%',
    '%ff',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    'a'.repeat(1000),
    '💩',
  ]
  const events = odd.map((item) => ({ kind: 'view', item, time: 1e300 }))
  const list = await ranked(shop, { events, exclude: odd })
  expect(list.source).toBe('popular')
  expect(list.unknown).toHaveLength(odd.length)
})

it.each([
  'items',
  'weights',
  'neighbours',
])('ranks with no %s but those of the manifest', async (role) => {
  const other = newShop('another')
  // Each pack is another, since what was decoded of one is kept.
  const next = await buildPack({ ...contents, name: role, sequence: 2 + role.length })
  await other.publish(await indexed(next, next.pack))
  const { name } = next.manifest.files.find((file) => file.role === role)!
  const good = next.files.get(name)!
  await env.PACKS.put(`another/files/${name}`, good.toReversed())
  const events = [{ kind: 'view', item: 'item-1' }]
  expect(await problem(await post(other, { events }))).toMatchObject({
    status: 503,
    title: 'Pack damaged',
    detail: expect.stringMatching(/ the manifest declares [0-9a-f]{64}: publish the pack again$/),
  })
  await env.PACKS.put(`another/files/${name}`, good)
  expect((await ranked(other, { events })).source).toBe('model')
})

it('says that the tables of a pack do not fit', async () => {
  const { manifest } = await indexed(built, pack)
  const large = { ...manifest, items: 2_000_000, dim: 64, sequence: 9 }
  expect((await shop.promote(large)).status).toBe(200)
  expect(await problem(await post(shop, { events: [] }))).toMatchObject({
    status: 422,
    title: 'Pack too large',
    detail: expect.stringMatching(
      /^ranking needs about \d+ MB for the tables of 2000000 items, more than the 48 MB of this edge/,
    ),
  })
})
