import { describe, expect, test } from 'vitest'
import { type SampleEvent, sampleItems, simulateReaders } from '../../training/sample/index.ts'

const { events, readers } = simulateReaders()
const books = new Map(sampleItems().map((book) => [book.id, book]))
const byReader = Map.groupBy(events, ({ user }) => user)
const count = (kind: string) => events.filter((event) => event.kind === kind).length

describe('readers', () => {
  test('are 3,000 with about 60,000 events, at least 5 each', () => {
    expect(readers.length).toBe(3000)
    expect(byReader.size).toBe(3000)
    expect(events.length).toBeGreaterThan(57_000)
    expect(events.length).toBeLessThan(63_000)
    expect([...byReader.values()].filter((own) => own.length < 5)).toEqual([])
  })

  test('have one to four intents, mostly two, with weights that sum to 1', () => {
    const counts = [1, 2, 3, 4].map((n) => readers.filter((r) => r.intents.length === n).length)
    expect(counts[1]).toBeGreaterThan(1500)
    expect(counts.reduce((a, b) => a + b)).toBe(3000)
    for (const { id, intents } of readers) {
      expect(new Set(intents.map((intent) => intent.id)).size, id).toBe(intents.length)
      const weights = intents.map(({ weight }) => weight)
      expect(
        weights.reduce((a, b) => a + b),
        id,
      ).toBeCloseTo(1, 10)
      expect(weights, id).toEqual([...weights].sort((a, b) => b - a))
    }
  })

  test('the same seed gives the same events, another seed others', () => {
    const once = simulateReaders({ readers: 50, seed: 7 })
    expect(simulateReaders({ readers: 50, seed: 7 })).toEqual(once)
    expect(simulateReaders({ readers: 50, seed: 8 }).events).not.toEqual(once.events)
  })

  test('more readers do not change the first ones', () => {
    const few = simulateReaders({ readers: 20 })
    expect(readers.slice(0, 20)).toEqual(few.readers)
    const names = new Set(few.readers.map(({ id }) => id))
    expect(events.filter(({ user }) => names.has(user))).toEqual(few.events)
  })
})

describe('events', () => {
  test("show their reader's intents", () => {
    const shares = readers.map(({ id, intents }) => {
      const own = byReader.get(id) ?? []
      const fits = ({ item }: SampleEvent) =>
        intents.some((intent) => books.get(item)?.intents.includes(intent.id))
      return [own.filter(fits).length, own.length]
    })
    const total = shares.reduce((sum, [fitting]) => sum + fitting, 0)
    expect(total / events.length).toBeGreaterThan(0.9)
    expect(total / events.length).toBeLessThan(0.98)
    const mostly = shares.filter(([fitting, all]) => fitting / all > 0.8)
    expect(mostly.length).toBeGreaterThan(2700)
  })

  test('prefer the heavier intent', () => {
    // Only books with exactly one of a reader's two intents distinguish them.
    let [heavy, light] = [0, 0]
    for (const { id, intents } of readers) {
      if (intents.length !== 2 || intents[0].weight < 0.65) continue
      for (const { item } of byReader.get(id) ?? []) {
        const [first, second] = intents.map((one) => books.get(item)?.intents.includes(one.id))
        if (first && !second) heavy++
        if (second && !first) light++
      }
    }
    expect(heavy / (heavy + light)).toBeGreaterThan(0.55)
  })

  test('form a funnel: a cart follows a view, a purchase a cart, each at most once', () => {
    expect(count('view')).toBeGreaterThan(5 * count('cart'))
    expect(count('cart')).toBeGreaterThan(2 * count('purchase'))
    expect(count('purchase')).toBeGreaterThan(2000)
    const done = new Set<string>()
    const before = { view: null, cart: 'view', purchase: 'cart' } as const
    for (const { user, item, kind } of events) {
      const needed = before[kind]
      if (needed) expect(done.has(`${user} ${item} ${needed}`), `${user} ${item}`).toBe(true)
      if (kind === 'purchase') expect(done.has(`${user} ${item} purchase`)).toBe(false)
      done.add(`${user} ${item} ${kind}`)
    }
  })

  test('never cart or buy books that are not in stock', () => {
    const bought = events.filter(({ kind }) => kind !== 'view')
    expect(bought.filter(({ item }) => books.get(item)?.availability !== 'in stock')).toEqual([])
  })

  test('are within 120 days from 5 January 2026, in order, no two of a reader at one second', () => {
    expect(events[0].time).toBeGreaterThanOrEqual(1_767_571_200)
    expect(events.at(-1)!.time).toBeLessThan(1_767_571_200 + 121 * 86_400)
    for (let i = 1; i < events.length; i++) {
      expect(events[i].time).toBeGreaterThanOrEqual(events[i - 1].time)
    }
    for (const own of byReader.values()) {
      expect(new Set(own.map(({ time }) => time)).size).toBe(own.length)
    }
  })

  test('reach every book and favour some', () => {
    const popularity = [...Map.groupBy(events, ({ item }) => item).values()]
      .map(({ length }) => length)
      .sort((a, b) => b - a)
    expect(popularity.length).toBe(748)
    const top = popularity.slice(0, 75).reduce((a, b) => a + b)
    expect(top / events.length).toBeGreaterThan(0.25)
  })
})
