import { MEMORY_EVENTS } from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { MAX_EVENTS, openHistory } from '../../client/history.ts'
import type { HistoryStore } from '../../client/history-store.ts'
import type { Consent } from '../../client/types.ts'
import { memoryStore, refusingStore } from './platform.ts'

const event = (item: string) => ({ kind: 'view', item, time: 1_700_000_000_000 })

function open(store: HistoryStore, consent: Consent = 'granted', channel?: string) {
  let changes = 0
  const platform = {
    openStore: () => store,
    openChannel: () => (channel ? new BroadcastChannel(channel) : null),
  }
  const history = openHistory('test', consent, platform, () => {
    changes++
  })
  const items = async () => (await history.events()).map(({ item }) => item)
  return { history, items, changes: () => changes }
}

test('the device keeps as many events as the memory reads', async () => {
  expect(MAX_EVENTS).toBe(MEMORY_EVENTS)
  const { history, items } = open(memoryStore())
  for (let n = 0; n < MAX_EVENTS + 3; n++) await history.add(event(`${n}`))
  expect(await items()).toHaveLength(MAX_EVENTS)
  expect((await items())[0]).toBe('3')
})

test('an earlier consent is restored, with the events', async () => {
  const store = memoryStore()
  await open(store).history.add(event('a'))
  const { history, items } = open(store, 'pending')
  expect(await items()).toEqual(['a'])
  expect(history.consent).toBe('granted')
})

test('before consent nothing is stored; granting stores what is in memory', async () => {
  const store = memoryStore()
  const { history, items } = open(store, 'pending')
  await history.add(event('a'))
  expect(await store.read()).toEqual({ granted: false, events: [] })
  await history.setConsent('granted')
  await history.setConsent('granted')
  expect(await store.read()).toEqual({ granted: true, events: [event('a')] })
  expect(await items()).toEqual(['a'])
})

test('denied deletes everything and stops tracking', async () => {
  const store = memoryStore()
  await open(store).history.add(event('a'))
  const { history, items } = open(store, 'denied')
  await history.add(event('b'))
  expect(await items()).toEqual([])
  expect(await store.read()).toEqual({ granted: false, events: [] })
})

test('forget deletes history and consent', async () => {
  const store = memoryStore()
  const { history, items } = open(store)
  await history.add(event('a'))
  await history.forget()
  expect(history.consent).toBe('pending')
  expect(await items()).toEqual([])
  expect(await store.read()).toEqual({ granted: false, events: [] })
})

test('where the browser refuses to store, events live in memory, each once', async () => {
  const { history, items } = open(refusingStore(), 'pending')
  await history.add(event('a'))
  await history.setConsent('granted')
  await Promise.all([history.add(event('b')), history.add(event('c'))])
  expect(await items()).toEqual(['a', 'b', 'c'])
})

test('tabs follow one another: events, consent, forget', async () => {
  const store = memoryStore()
  const one = open(store, 'pending', 'tabs')
  const two = open(store, 'pending', 'tabs')
  await one.history.setConsent('granted')
  await one.history.add(event('a'))
  await expect.poll(two.items).toEqual(['a'])
  expect(two.history.consent).toBe('granted')
  expect(two.changes()).toBeGreaterThan(0)
  await one.history.forget()
  await expect.poll(two.items).toEqual([])
  expect(two.history.consent).toBe('pending')
  one.history.dispose()
  two.history.dispose()
})
