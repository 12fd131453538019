import { beforeAll, expect, it } from 'vitest'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import type { Facts } from '../../client/types.ts'
import type { BuiltPack } from '../pack/random-pack.ts'
import { EDGE, testPlatform } from './platform.ts'
import { shop } from './things.ts'

let pack: BuiltPack
beforeAll(async () => {
  pack = await shop()
})

async function open(
  consent: 'granted' | 'pending' | 'denied' = 'granted',
  of: BuiltPack | null = pack,
) {
  const options = { edge: EDGE, engine: 'instant', consent, timeout: 20_000 } as const
  const platform = testPlatform(of)
  const tacit = recommenderOver(
    openSession(readOptions(options, 'https://shop.example/'), platform),
  )
  await tacit.ready
  return { tacit, platform }
}

const titles = (list: { items: { facts: { title?: string } }[] }) =>
  list.items.map(({ facts }) => facts.title)

it('finds what was typed in part or misspelled, with a reason', async () => {
  const { tacit } = await open()
  const found = await tacit.search('green sandls', { limit: 3 })
  expect(found).toMatchObject({ query: 'green sandls', source: 'model', code: 'ok', facets: [] })
  expect(found.items[0]).toMatchObject({
    facts: { title: 'green sandals' },
    reason: { kind: 'query', text: 'Matches green', query: 'green sandls' },
  })
  expect(titles(await tacit.search('blue ket', { limit: 1 }))).toEqual(['blue kettle'])
  await tacit.dispose()
})

it('says a match as it was typed', async () => {
  const { tacit } = await open()
  const { items } = await tacit.search('GRÉEN  Sandals!', { limit: 1 })
  expect(items[0].reason.text).toBe('Matches GRÉEN Sandals')
  await tacit.dispose()
})

it('gives facets of what matches, and the next results', async () => {
  const { tacit } = await open()
  const found = await tacit.search('boots', { limit: 2, facets: ['color'] })
  expect(found.total).toBe(3)
  expect(found.facets).toEqual([
    {
      name: 'color',
      values: ['blue', 'green', 'red'].map((value) => ({ value, count: 1 })),
    },
  ])
  const next = await found.next()
  expect(next.query).toBe('boots')
  expect([...titles(found), ...titles(next)].filter((title) => /boots/.test(title!))).toHaveLength(
    3,
  )
  await tacit.dispose()
})

it('applies a filter, a category, and leaves unlisted items out', async () => {
  const { tacit } = await open()
  const filter = ({ color }: Facts) => color === 'blue'
  expect(titles(await tacit.search('lamp', { filter }))[0]).toBe('blue lamp')
  const inside = await tacit.search('red', { category: 'tent' })
  expect(titles(inside)).toEqual(['red tent'])
  expect(titles(await tacit.search('black boots'))).not.toContain('black boots')
  const all = await tacit.search('black boots', { includeUnlisted: true })
  expect(titles(all)[0]).toBe('black boots')
  await tacit.dispose()
})

it('says why it is empty, whatever was typed', async () => {
  const { tacit } = await open()
  for (const query of ['', '  ', '!!', '👢', null, undefined])
    expect(await tacit.search(query as never)).toMatchObject({ items: [], code: 'query/empty' })
  expect(await tacit.search('zzzz')).toMatchObject({
    items: [],
    total: 0,
    code: 'items/none',
    reason: 'nothing matches "zzzz"',
  })
  for (const query of ['boots '.repeat(5000), '<script>', '.*', '[', '\u202etent', 7, {}])
    expect((await tacit.search(query as never)).source).not.toBe('fallback')
  const aborted = await tacit.search('boots', { signal: AbortSignal.abort() })
  expect(aborted).toMatchObject({ items: [], total: 0, facets: [], code: 'sdk/aborted' })
  await tacit.dispose()
  expect((await tacit.search('boots')).code).toBe('sdk/disposed')
  const { tacit: without } = await open('granted', null)
  expect(await without.search('boots')).toMatchObject({ items: [], code: 'edge/status' })
})

it('a history orders what matches equally; what is disliked comes last', async () => {
  const { tacit } = await open()
  const before = titles(await tacit.search('lamp', { limit: 4 }))
  await tacit.track(
    'dislike',
    pack.loaded.catalogue.ids[pack.loaded.catalogue.title!.indexOf(before[0]!)],
  )
  expect(titles(await tacit.search('lamp', { limit: 4 }))[3]).not.toBe(before[3])
  const all = titles(await tacit.search('lamp', { limit: 20 }))
  expect(all.at(-1)).toBe(before[0])
  await tacit.dispose()
})

it('rank orders the site’s own results by a query', async () => {
  const { tacit } = await open()
  const own = ['item-2', 'gone', 'item-7', 'item-0'].map((sku) => ({ sku }))
  const { items, code } = await tacit.rank(own, { id: 'sku', query: 'green lamp' })
  expect(code).toBe('ok')
  expect(items.map(({ sku }) => sku)).toEqual(['item-7', 'gone', 'item-2', 'item-0'])
  await tacit.dispose()
})

it('past queries state a demand, which recommend and explain tell', async () => {
  const { tacit } = await open()
  await tacit.track('query', 'green kettle')
  const { items, source } = await tacit.recommend({ limit: 3 })
  expect(source).toBe('model')
  const kettles = items.filter(({ facts }) => /kettle/.test(facts.title!))
  expect(kettles.length).toBeGreaterThan(0)
  expect(kettles[0].reason).toMatchObject({
    kind: 'query',
    text: 'Because you searched for green kettle',
  })
  const { score, base, prior, intents, events, queries } = await tacit.explain(kettles[0].id)
  const terms = [...intents, ...[...events, ...queries].map(({ weight }) => weight)]
  expect(score).toBeCloseTo(base + prior + terms.reduce((sum, term) => sum + term, 0), 5)
  expect(queries).toMatchObject([{ query: 'green kettle' }])
  await tacit.forget()
  expect((await tacit.recommend()).source).toBe('popular')
  await tacit.dispose()
})

it('what a query looks for as a gift says nothing of the visitor', async () => {
  const { tacit } = await open()
  await tacit.track('query', 'a green kettle for my nephew')
  expect((await tacit.explain('item-1')).queries).toEqual([])
  await tacit.track('query', 'blue boots and something for my nephew who likes kettles')
  const { items } = await tacit.recommend({ limit: 1 })
  expect(items[0].facts.title).toMatch(/boots/)
  await tacit.dispose()
})

it('queries need consent as other events do, and never leave the device', async () => {
  const { tacit, platform } = await open('denied')
  await tacit.track('query', 'green kettle')
  expect(await tacit.history.list()).toEqual([])
  expect((await tacit.recommend()).source).toBe('popular')
  // An explanation needs all of the pack.
  await tacit.explain('item-1')
  const before = platform.requests.length
  await tacit.search('green kettle')
  expect(platform.requests.slice(before)).toEqual([])
  await tacit.dispose()
})
