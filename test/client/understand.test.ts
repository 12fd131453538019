import { buildPack, openPackFrom } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import { type BuiltPack, randomContents } from '../pack/random-pack.ts'
import { EDGE, testPlatform } from './platform.ts'

const COLORS = ['red', 'green', 'blue', 'black']

async function shop(): Promise<BuiltPack> {
  const contents = randomContents({ items: 8 })
  const { ids } = contents.catalogue
  const categories = ids.map((_, i) => [i < 4 ? 'Outdoor > Tents' : 'Outdoor > Kettles'])
  const extra = { color: ids.map((_, i) => COLORS[i % 4]) }
  const { manifest, files } = await buildPack({
    ...contents,
    catalogue: { ids, categories, extra },
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

test('a lexicon of the pack answers before the catalogue is there, and is fetched once', async () => {
  const { loaded } = await shop()
  const lexicon = { categories: ['Outdoor > Yurts'], columns: { color: ['red', 'teal'] } }
  const { manifest, files } = await buildPack({
    ...loaded,
    ...randomContents({ items: 8 }),
    lexicon,
  })
  const options = { edge: EDGE, engine: 'instant', consent: 'pending' } as const
  const platform = testPlatform({ manifest, files, loaded })
  const tacit = recommenderOver(
    openSession(readOptions(options, 'https://shop.example/'), platform),
  )
  const lexicons = () => platform.requests.filter((url) => url.includes('/lexicon.')).length
  await tacit.ready
  expect(lexicons()).toBe(0)
  for (const query of ['teal yurts', 'a teal yurt']) {
    const { slots } = await tacit.understand(query)
    expect(slots.map(({ name, value }) => [name, value])).toEqual([
      ['color', 'teal'],
      ['category', 'Yurts'],
    ])
  }
  expect(lexicons()).toBe(1)
  await tacit.dispose()
})

test('whatever is passed, and without a pack, there is an answer', async () => {
  const nothing = { intents: [], slots: [], filters: [], boosts: [], requests: [] }
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
