import { describe, expect, it } from 'vitest'
import { createTestRecommender } from '../../client/testing/index.ts'

const ITEMS = [
  { id: 'mug', title: 'Mug', categories: ['Kitchen > Cups'], price: 8 },
  { id: 'lamp', title: 'Lamp', categories: ['Light'], price: 30 },
  { id: 'cup', title: 'Cup', categories: ['Kitchen > Cups'], price: 6 },
  { id: 'bulb', title: 'Bulb', categories: ['Light'], availability: 'in stock' },
  { id: 'gone', title: 'Gone', categories: ['Light'], unlisted: 'draft' as const },
]
const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id)

describe('without an answer', () => {
  it('lists the catalogue in its order, and what fits the history first', async () => {
    const tacit = createTestRecommender({ items: ITEMS, consent: 'granted' })
    const popular = await tacit.recommend()
    expect(ids(popular)).toEqual(['mug', 'lamp', 'cup', 'bulb'])
    expect(popular).toMatchObject({ source: 'popular', code: 'history/none', engine: 'none' })
    tacit.track('view', 'lamp')
    const ranked = await tacit.recommend()
    expect(ids(ranked)).toEqual(['bulb', 'mug', 'cup', 'lamp'])
    expect(ranked).toMatchObject({ source: 'model', code: 'ok', engine: 'instant' })
    expect(ranked.items[0].reason).toMatchObject({
      kind: 'event',
      text: 'Because you viewed Lamp',
    })
    expect(ids(await tacit.recommend({ exclude: ['bulb'], limit: 1 }))).toEqual(['mug'])
    expect(ids(await tacit.search('cups'))).toEqual(['mug', 'cup'])
    expect(ids(await tacit.recent())).toEqual(['lamp'])
    expect((await tacit.intents.list())[0]).toMatchObject({ id: 'Light', weight: 1 })
    await tacit.dispose()
    expect(await tacit.recommend()).toMatchObject({ code: 'sdk/disposed', items: [] })
  })

  it('keeps consent as the SDK does', async () => {
    const tacit = createTestRecommender({ history: [{ kind: 'purchase', item: 'item-3' }] })
    expect(await tacit.consent.ready).toBe('pending')
    expect(await tacit.history.list()).toHaveLength(1)
    await tacit.consent.set('denied')
    tacit.track('view', 'item-1')
    expect(await tacit.history.list()).toEqual([])
    expect((await tacit.report()).stored).not.toContain(expect.stringMatching(/IndexedDB/))
    await tacit.dispose()
  })

  it('obeys rules, filters and a fallback', async () => {
    const tacit = createTestRecommender({ items: ITEMS, rules: { home: [{ pin: 'bulb', at: 1 }] } })
    expect(ids(await tacit.recommend({ placement: 'home', limit: 2 }))).toEqual(['bulb', 'mug'])
    const filter = { fact: 'price', max: 9 }
    expect(ids(await tacit.recommend({ filter, exclude: ['cup'] }))).toEqual(['mug'])
    const exclude = ITEMS.map(({ id }) => id)
    expect(ids(await tacit.recommend({ exclude: exclude.slice(1), fallback: ['mug'] }))).toEqual([
      'mug',
    ])
    await tacit.dispose()
  })
})

describe('told what to answer', () => {
  it('gives the items in that order, in pages', async () => {
    const tacit = createTestRecommender({ items: ITEMS, currency: 'EUR', locale: 'en' })
    tacit.answer('recommend', ['cup', 'unknown', 'mug'])
    const listing = await tacit.recommend({ limit: 2, placement: 'home' })
    expect(listing).toMatchObject({ source: 'model', code: 'ok', placement: 'home' })
    expect(listing.items[0]).toMatchObject({ id: 'cup', price: '€6.00', facts: { title: 'Cup' } })
    expect(listing.items[1].facts).toEqual({ id: 'unknown' })
    expect(ids(await listing.next())).toEqual(['mug'])
    expect(ids(await (await listing.next()).next())).toEqual([])
    tacit.answer('search', ['lamp'])
    expect(await tacit.search('x')).toMatchObject({ query: 'x', total: 1, facets: [] })
    tacit.answer('recommend', null)
    expect(ids(await tacit.recommend({ limit: 1 }))).toEqual(['mug'])
    await tacit.dispose()
  })

  it('fails with a code and the fallback of the call', async () => {
    const tacit = createTestRecommender({ items: ITEMS })
    tacit.answer('recommend', { code: 'edge/unreachable' })
    const options = { fallback: ['lamp', 'cup'], limit: 5 }
    const listing = await tacit.recommend(options)
    expect(ids(listing)).toEqual(['lamp', 'cup'])
    expect(listing).toMatchObject({ source: 'fallback', code: 'edge/unreachable', engine: 'none' })
    const signal = AbortSignal.abort()
    expect(await tacit.recommend({ signal })).toMatchObject({ code: 'sdk/aborted', items: [] })
    tacit.answer('experiment', 'b')
    expect(await tacit.experiment('price')).toBe('b')
    await tacit.dispose()
  })

  it('keeps every call, and tells what the test emits', async () => {
    const tacit = createTestRecommender()
    const heard: unknown[] = []
    tacit.on('change', () => heard.push('change'))
    tacit.on('error', ({ code }) => heard.push(code))
    tacit.track('cart', 'item-2', { quantity: 3 })
    await tacit.consent.set('granted')
    expect(tacit.calls.slice(2)).toEqual([
      { name: 'track', args: ['cart', 'item-2', { quantity: 3 }] },
      { name: 'consent.set', args: ['granted'] },
    ])
    expect(tacit.consent.status).toBe('granted')
    heard.length = 0
    tacit.answer('popular', [])
    tacit.emit('error', { code: 'edge/status', message: 'it answered 503' })
    expect(heard).toEqual(['change', 'edge/status'])
    await tacit.dispose()
  })
})

it('requests nothing, in Node and without a page', async () => {
  const { fetch: own } = globalThis
  const asked: unknown[] = []
  globalThis.fetch = (url) => Promise.reject(asked.push(url))
  try {
    const tacit = createTestRecommender({ consent: 'granted' })
    tacit.track('view', 'item-1')
    expect(ids(await tacit.recommend({ limit: 2 }))).toEqual(['item-3', 'item-5'])
    await tacit.dispose()
  } finally {
    globalThis.fetch = own
  }
  expect(asked).toEqual([])
})
