import { buildPack, type LexiconValues, openPackFrom } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import { type BuiltPack, randomContents } from '../pack/random-pack.ts'
import { EDGE, testPlatform } from './platform.ts'

const COLORS = ['red', 'green', 'blue', 'black']

async function shop(lexicon?: LexiconValues): Promise<BuiltPack> {
  const contents = randomContents({ items: 8 })
  const { ids } = contents.catalogue
  const categories = ids.map((_, i) => [i < 4 ? 'Outdoor > Tents' : 'Outdoor > Kettles'])
  const extra = { color: ids.map((_, i) => COLORS[i % 4]) }
  const { manifest, files } = await buildPack({
    ...contents,
    catalogue: { ids, categories, extra },
    lexicon,
  })
  return { manifest, files, loaded: await openPackFrom(manifest, files, { all: true }) }
}

function open(pack: BuiltPack | null) {
  const options = { edge: EDGE, engine: 'instant', consent: 'pending' } as const
  const platform = testPlatform(pack)
  return recommenderOver(openSession(readOptions(options, 'https://shop.example/'), platform))
}

test('what was typed is understood by the columns of the catalogue, over turns', async () => {
  const tacit = open(await shop())
  await tacit.ready
  const { intents, slots } = await tacit.understand('red tents under 50')
  expect(intents).toEqual([{ label: 'find', weight: 1, clause: [0, 18] }])
  expect(slots.map(({ name, value }) => [name, value])).toEqual([
    ['color', 'red'],
    ['category', 'Tents'],
    ['price_max', 50],
  ])
  const { filters } = await tacit.understand('not green', { turns: ['red tents under 50'] })
  expect(filters).toMatchObject([
    { facet: 'color', values: ['red'], negated: false },
    { facet: 'category', values: ['Tents'], negated: false },
    { facet: 'color', values: ['green'], negated: true },
    { facet: 'price', max: 50 },
  ])
  await tacit.dispose()
})

test('until the catalogue is there, the lexicon of the pack answers, and is fetched once', async () => {
  const lexicon = { categories: ['Outdoor > Yurts'], columns: { color: ['teal'] } }
  const platform = testPlatform(await shop(lexicon))
  const { fetch } = platform
  const held = Promise.withResolvers<void>()
  platform.fetch = async (url, init) => {
    if (/\/facts\./.test(String(url))) await held.promise
    return fetch(url, init)
  }
  const options = { edge: EDGE, engine: 'instant', consent: 'pending', timeout: 20_000 } as const
  const session = openSession(readOptions(options, 'https://shop.example/'), platform)
  const tacit = recommenderOver(session)
  const lexicons = () => platform.requests.filter((path) => path.includes('/lexicon.')).length
  await tacit.popular({ limit: 1 })
  expect(lexicons()).toBe(0)
  for (const query of ['teal yurts', 'a teal yurt']) {
    const { slots } = await tacit.understand(query)
    expect(slots.map(({ value }) => value)).toEqual(['teal', 'Yurts'])
  }
  expect(lexicons()).toBe(1)
  held.resolve()
  await tacit.explain('item-1')
  const { slots } = await tacit.understand('red tents')
  expect(slots.map(({ value }) => value)).toEqual(['red', 'Tents'])
  await tacit.dispose()
})

test('whatever is passed, and without a pack, there is an answer', async () => {
  const nothing = { intents: [], slots: [], filters: [], boosts: [], requests: [], page: 0 }
  const tacit = open(await shop())
  await tacit.ready
  for (const query of ['', 'zzzz', null, undefined, 7, {}, '<b>', '(.*)+', '\ud83d'])
    expect(await tacit.understand(query as never, { turns: query as never })).toEqual(nothing)
  expect(await tacit.understand('tents', { signal: AbortSignal.abort() })).toEqual(nothing)
  await tacit.dispose()
  expect(await tacit.understand('tents')).toEqual(nothing)
  const without = open(null)
  await without.ready
  expect(await without.understand('tents')).toEqual(nothing)
  await without.dispose()
})
