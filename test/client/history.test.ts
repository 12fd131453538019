import { MEMORY_EVENTS } from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { earlyHistory } from '../../client/history/early.ts'
import type { HistoryOptions } from '../../client/history/history.ts'
import type { Journal } from '../../client/history/journal.ts'
import { openHistory } from '../../client/history/open.ts'
import { MAX_EVENTS } from '../../client/history/record.ts'
import type { HistoryStore } from '../../client/history/store.ts'
import { memoryJournal, memoryStore } from '../../client/testing/memory.ts'
import type { Consent, ConsentAdapter } from '../../client/types.ts'
import { fullStore, refusingStore } from './platform.ts'

const DAY = 86_400_000
const event = (item: string, kind = 'view') => ({ kind, item, time: Date.now() })

const journals = new WeakMap<HistoryStore, Journal>()

function journalOf(store: HistoryStore): Journal {
  const journal = journals.get(store) ?? memoryJournal()
  journals.set(store, journal)
  return journal
}

function open(
  store: HistoryStore,
  consent: unknown = 'granted',
  { channel, ...more }: Partial<HistoryOptions> & { channel?: string } = {},
) {
  let changes = 0
  const warnings: string[] = []
  const platform = {
    openStore: () => store,
    openChannel: () => (channel ? new BroadcastChannel(channel) : null),
    openJournal: () => journalOf(store),
    onPage: () => () => {},
  }
  const warn = (message: string) => void warnings.push(message)
  const limits = {
    ...{ maxAge: 396 * DAY, timeout: 2000, now: Date.now },
    kinds: () => null,
    packReady: () => new Promise<void>(() => {}),
  }
  const options = { store: 'test', base: 'test', user: '', consent, warn, ...limits, ...more }
  let refusals = 0
  const history = openHistory(options, platform, {
    changed: () => void changes++,
    refused: () => void refusals++,
  })
  const items = async () => (await history.events()).map(({ item }) => item)
  const stored = async () => (await store.read())?.events.map(({ item }) => item) ?? null
  return { history, items, stored, warnings, changes: () => changes, refusals: () => refusals }
}

/** An adapter whose readings a test gives. */
function adapter(): ConsentAdapter & { report(reading: Consent): void } {
  return {
    name: 'test',
    report: () => {},
    start(report) {
      this.report = report
      return () => {}
    },
  }
}

test('before consent nothing is stored; a yes stores what is in memory', async () => {
  const { history, items, stored } = open(memoryStore(), 'pending')
  history.add(event('a'))
  expect(await items()).toEqual(['a'])
  expect(await stored()).toBeNull()
  await history.setConsent('granted')
  await history.setConsent('granted')
  history.add(event('b'))
  expect(await items()).toEqual(['a', 'b'])
  await expect.poll(stored).toEqual(['a', 'b'])
})

test('an earlier yes is restored, with the events', async () => {
  const store = memoryStore()
  const before = open(store)
  await before.history.ready
  before.history.add(event('a'))
  await expect.poll(before.stored).toEqual(['a'])
  const { history, items } = open(store, 'pending')
  expect(await items()).toEqual(['a'])
  expect(history.status).toBe('granted')
})

test.each([
  null,
  false,
  true,
  0,
  '',
  'no',
  'DENIED',
  'Granted',
  'opt-out',
  {},
])('%j is no yes: it warns, counts as pending and stores nothing', async (value) => {
  const { history, stored, warnings } = open(memoryStore(), value)
  await history.ready
  history.add(event('a'))
  await history.setConsent(value)
  expect(history.status).toBe('pending')
  expect(await stored()).toBeNull()
  expect(warnings[0]).toMatch(/counts as pending/)
  history.add(event('b'))
  await history.setConsent('granted')
  expect(await stored()).toEqual(['b'])
})

test('an invalid value over a yes stops to store, and deletes nothing', async () => {
  const { history, stored } = open(memoryStore())
  await history.ready
  history.add(event('a'))
  await history.setConsent('no thanks')
  history.add(event('b'))
  expect(history.status).toBe('pending')
  expect(await stored()).toEqual(['a'])
  await history.setConsent('granted')
  expect(await stored()).toEqual(['a', 'b'])
})

test('a no right after an event leaves nothing, and is remembered', async () => {
  const store = memoryStore()
  const { history, items, stored } = open(store)
  await history.ready
  history.add(event('a'))
  await history.setConsent('denied')
  history.add(event('b'))
  expect([await items(), await stored()]).toEqual([[], null])
  for (const consent of ['granted', 'pending', undefined]) {
    const later = open(store, consent)
    expect(await later.history.ready).toBe('denied')
    later.history.add(event('c'))
    await later.history.forget()
    expect([await later.items(), await later.stored()]).toEqual([[], null])
  }
  const last = open(store)
  await last.history.setConsent('granted')
  last.history.add(event('d'))
  await expect.poll(last.stored).toEqual(['d'])
})

test('the option denied over a stored yes deletes; where nothing is stored it stores nothing', async () => {
  const store = memoryStore()
  const { history, stored } = open(store)
  await history.ready
  history.add(event('a'))
  expect(await open(store, 'denied').history.ready).toBe('denied')
  await expect.poll(stored).toBeNull()
  const fresh = open(memoryStore(), 'denied')
  expect(await fresh.history.ready).toBe('denied')
  expect(await fresh.stored()).toBeNull()
})

test('forget right after an event leaves nothing', async () => {
  const { history, items, stored } = open(memoryStore())
  await history.ready
  history.add(event('a'))
  await history.forget()
  expect([await items(), await stored(), history.status]).toEqual([[], null, 'pending'])
})

test("an adapter's reading decides once: a later answer of the person stands until it changes", async () => {
  const store = memoryStore()
  const one = adapter()
  const { history } = open(store, one)
  one.report('granted')
  await expect.poll(() => history.status).toBe('granted')
  await history.setConsent('denied')
  one.report('granted')
  await expect.poll(() => history.status).toBe('denied')
  const two = adapter()
  const next = open(store, two).history
  await next.ready
  two.report('granted')
  await next.ready
  expect(next.status).toBe('denied')
  two.report('denied')
  two.report('granted')
  await expect.poll(() => next.status).toBe('granted')
})

test('a yes of the person overrides a no of an adapter, also on the next page', async () => {
  const store = memoryStore()
  const one = adapter()
  const { history, stored } = open(store, one)
  one.report('denied')
  await expect.poll(() => history.status).toBe('denied')
  expect(await stored()).toBeNull()
  await history.setConsent('granted')
  const two = adapter()
  const next = open(store, two).history
  two.report('denied')
  await next.ready
  await new Promise((passed) => setTimeout(passed))
  expect(next.status).toBe('granted')
})

test.each([
  ['refuses to store', refusingStore],
  ['opens no database', fullStore],
])('where the browser %s, events live in memory, each once', async (_, storeOf) => {
  const channel = `memory ${storeOf.name}`
  const { history, items } = open(storeOf(), 'pending', { channel })
  history.add(event('a'))
  await history.setConsent('granted')
  history.add(event('b'))
  history.add(event('c'))
  expect(await items()).toEqual(['a', 'b', 'c'])
  expect([history.status, history.place]).toEqual(['granted', 'memory'])
  // Another tab's event takes nothing away, its `forget()` does.
  const other = open(storeOf(), 'granted', { channel })
  await other.history.ready
  other.history.add(event('of the other'))
  await new Promise((passed) => setTimeout(passed, 20))
  expect(await items()).toEqual(['a', 'b', 'c'])
  await other.history.forget()
  await expect.poll(items).toEqual([])
  await history.setConsent('granted')
  history.add(event('d'))
  await history.setConsent('denied')
  expect([await items(), history.place]).toEqual([[], 'nowhere'])
  for (const one of [history, other.history]) one.dispose()
})

test('a page that is left just as the rest of the SDK arrives keeps its events', async () => {
  await import('../../client/later.ts')
  const journal = memoryJournal()
  // Another listener of the page may let the rest arrive while the page is being left: listeners that
  // are added then are not called.
  let first: { hide(): void } | undefined
  const never = () => new Promise<never>(() => {})
  const platform = {
    openStore: () => ({ ...refusingStore(), read: never, change: never }),
    openChannel: () => null,
    openJournal: () => journal,
    onPage(listeners: { hide(): void }) {
      first ??= listeners
      return () => {}
    },
  }
  const limits = { maxAge: 396 * DAY, timeout: 200, kinds: () => null, packReady: never, warn() {} }
  const named = { store: 'left', base: 'left', user: '', consent: 'granted' }
  const history = earlyHistory({ ...named, ...limits }, platform, { changed() {}, refused() {} })
  history.add(event('a'))
  // The rest is there; the disk does not answer.
  await new Promise((passed) => setTimeout(passed, 20))
  first?.hide()
  expect(journal.read()?.events.map((one) => one.event.item)).toEqual(['a'])
  history.dispose()
})

test('tabs follow one another: events, yes, forget; what waits in one survives a yes in another', async () => {
  const store = memoryStore()
  const one = open(store, 'pending', { channel: 'tabs' })
  const two = open(store, 'pending', { channel: 'tabs' })
  await Promise.all([one.history.ready, two.history.ready])
  two.history.add(event('waits'))
  await one.history.setConsent('granted')
  one.history.add(event('a'))
  await expect.poll(async () => (await one.items()).toSorted()).toEqual(['a', 'waits'])
  await expect.poll(async () => (await two.items()).toSorted()).toEqual(['a', 'waits'])
  expect(two.history.status).toBe('granted')
  expect(two.changes()).toBeGreaterThan(0)
  await one.history.forget()
  await expect.poll(two.items).toEqual([])
  expect(two.history.status).toBe('pending')
  one.history.dispose()
  two.history.dispose()
})

test('a tab that missed a no and a later yes adds only what came after', async () => {
  const store = memoryStore()
  const stale = open(store)
  await stale.history.ready
  const other = open(store)
  await other.history.setConsent('denied')
  stale.history.add(event('before the yes'))
  await expect.poll(() => stale.history.status).toBe('denied')
  expect(await stale.stored()).toBeNull()
})

test('events are in the order of their times, which are checked', async () => {
  const { history, items, warnings } = open(memoryStore())
  const now = Date.now()
  const at = (item: string, time: unknown) => history.add({ kind: 'view', item, time })
  at('now', undefined)
  at('old', now - 2 * DAY)
  at('ISO', new Date(now - 3 * DAY).toISOString())
  at('date', new Date(now - 4 * DAY))
  at('text of digits', String(now - 5 * DAY))
  expect(await items()).toEqual(['text of digits', 'date', 'ISO', 'old', 'now'])
  expect(warnings).toEqual([])
  for (const time of [Number.NaN, 'yesterday', -1, now + 80 * 365 * DAY, null, {}]) at('bad', time)
  expect(warnings).toHaveLength(6)
  for (const { time } of await history.events()) expect(time).toBeLessThan(Date.now() + DAY)
})

test('an event without a kind or an item is refused, and details are checked', async () => {
  const { history } = open(memoryStore())
  for (const item of [undefined, null, '', {}, Number.NaN]) history.add({ kind: 'view', item })
  history.add({
    kind: 'cart',
    item: 7,
    value: 9.5,
    quantity: Number.NaN,
    list: 'home',
    position: 2,
  })
  const [{ time, ...only }] = await history.events()
  expect(await history.events()).toHaveLength(1)
  expect(only).toEqual({ kind: 'cart', item: '7', value: 9.5, list: 'home', position: 2 })
})

test('impressions and views push out no purchase and no save', async () => {
  expect(MAX_EVENTS).toBe(MEMORY_EVENTS)
  const { history, items } = open(memoryStore())
  const now = Date.now()
  const events = (kind: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({ kind, item: `${kind} ${n}`, time: now - 1000 + n }))
  await history.import([
    { kind: 'purchase', item: 'bought', time: now - 9 * DAY },
    { kind: 'add_to_wishlist', item: 'saved', time: now - 9 * DAY },
    { kind: 'view', item: 'seen', time: now - 9 * DAY },
    ...events('view_item_list', 700),
    ...events('view', 700),
  ])
  const kept = await items()
  expect(kept).toHaveLength(2 * MAX_EVENTS)
  expect(kept.slice(0, 2)).toEqual(['bought', 'saved'])
  expect(kept).not.toContain('seen')
})

test('import adds each event once; remove and clear take away', async () => {
  const { history, items, stored } = open(memoryStore())
  const orders = [
    { kind: 'purchase', item: 'b', at: '2026-11-02T10:00:00Z', quantity: 2 },
    { kind: 'purchase', item: 'a', at: '2026-11-01T10:00:00Z' },
    { item: 'no kind' },
    null,
  ]
  expect(await history.import(orders)).toBe(2)
  expect(await history.import({ events: orders })).toBe(0)
  expect(await stored()).toEqual(['a', 'b'])
  await history.remove(({ item }) => item === 'a')
  expect([await items(), await stored()]).toEqual([['b'], ['b']])
  history.add(event('c'))
  await history.clear()
  history.add(event('d'))
  await expect.poll(stored).toEqual(['d'])
  expect([await items(), history.status]).toEqual([['d'], 'granted'])
})

test('what is older than maxAge is forgotten', async () => {
  const store = memoryStore()
  const { history } = open(store, 'granted', { maxAge: 400 * DAY })
  await history.import([event('new'), { kind: 'view', item: 'old', time: Date.now() - 399 * DAY }])
  const later = open(store)
  expect(await later.items()).toEqual(['new'])
  expect(await later.stored()).toEqual(['new'])
})

test('tastes wait for a yes, are stored under it, and go with it', async () => {
  const store = memoryStore()
  const { history } = open(store, 'pending')
  await history.setTaste('p1', 'mute')
  expect([history.tastes, await store.read()]).toEqual([{ p1: 'mute' }, null])
  await history.setConsent('granted')
  await history.setTaste('p2', 'boost')
  const both = { p1: 'mute', p2: 'boost' }
  await expect.poll(async () => (await store.read())?.tastes).toEqual(both)
  const later = open(store, 'pending')
  await later.history.ready
  expect(later.history.tastes).toEqual(both)
  await later.history.setTaste('p1', undefined)
  expect((await store.read())?.tastes).toEqual({ p2: 'boost' })
  await later.history.setConsent('denied')
  expect([later.history.tastes, JSON.stringify(await store.read())]).toEqual([{}, 'null'])
})

test('a taste said before a no is not stored after a later yes, in another tab either', async () => {
  const store = memoryStore()
  const one = open(store, 'pending')
  const two = open(store, 'granted')
  await one.history.setTaste('secret', 'mute')
  await two.history.ready
  await new Promise((passed) => setTimeout(passed, 2))
  await two.history.setConsent('denied')
  await two.history.setConsent('granted')
  await one.history.setConsent('granted')
  expect(JSON.stringify(await store.read())).not.toMatch(/secret/)
})

test('events() gives the same array until something changes', async () => {
  const { history, stored } = open(memoryStore())
  history.add(event('a'))
  const before = await history.events()
  await expect.poll(stored).toEqual(['a'])
  expect(await history.events()).toBe(before)
  history.add(event('b'))
  expect(await history.events()).not.toBe(before)
})

test('a no, forget() and dispose() empty at once what was ranked by the history', async () => {
  for (const how of ['denied', 'forget', 'dispose'] as const) {
    const { history, refusals } = open(memoryStore())
    await history.ready
    if (how === 'denied') void history.setConsent('denied')
    else void history[how]()
    expect(refusals()).toBe(1)
  }
})

test('an answer that is undefined is no yes, and drops what waited', async () => {
  const { history, items, warnings } = open(memoryStore(), 'pending')
  history.add(event('a'))
  await history.setConsent(undefined)
  expect([await items(), warnings.length]).toEqual([[], 1])
})

test('what may change a ranking is told to every tab, and impressions to none', async () => {
  const store = memoryStore()
  const channel = `changes ${Math.random()}`
  const [one, other] = [open(store, 'granted', { channel }), open(store, 'granted', { channel })]
  await Promise.all([one.history.ready, other.history.ready])
  one.history.add(event('a'))
  await expect.poll(other.items).toEqual(['a'])
  const before = [one.changes(), other.changes()]
  one.history.add(event('b', 'impression'))
  one.history.add(event('c', 'view_item_list'))
  await expect.poll(other.items).toEqual(['a', 'b', 'c'])
  one.history.add(event('d', 'cart'))
  await expect.poll(other.items).toEqual(['a', 'b', 'c', 'd'])
  expect([one.changes(), other.changes()]).toEqual(before.map((changes) => changes + 1))
  for (const { history } of [one, other]) history.dispose()
})
