import { afterEach, expect, test, vi } from 'vitest'
import { localJournal } from '../../client/history/journal.ts'

afterEach(() => void vi.unstubAllGlobals())

/** A localStorage of one process: what another process wrote last may not be there yet. */
function storage(kept: Map<string, string>): Storage {
  return Object.assign(Object.create(null), Object.fromEntries(kept), {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  })
}
/** Runs work as a page whose process knows the keys of now. */
function on<T>(kept: Map<string, string>, work: () => T): T {
  vi.stubGlobal('localStorage', storage(kept))
  return work()
}
const yes = { status: 'granted', epoch: 'e', since: 1, refused: 0, readings: {} } as const
const waiting = (item: string) => ({
  ...{ event: { kind: 'view', item, time: 1 }, at: 1, epoch: 'e', known: 0 },
})
const items = (kept: Map<string, string>, name: string) =>
  on(kept, () =>
    localJournal(name)
      .read()
      ?.events.map(({ event }) => event.item),
  )

test('the events of all pages are read, and go where they are not wanted', () => {
  const kept = new Map<string, string>()
  const [one, two] = on(kept, () => [localJournal('shop'), localJournal('shop')])
  on(kept, () => one.write({ ...yes, events: [waiting('a')] }))
  on(kept, () => two.write({ ...yes, events: [...(two.read()?.events ?? []), waiting('b')] }))
  expect(items(kept, 'shop')).toEqual(['a', 'b'])
  expect(items(kept, 'shop ann')).toBeUndefined()
  on(kept, () => two.write({ ...yes, events: [waiting('b')] }))
  expect(items(kept, 'shop')).toEqual(['b'])
  on(kept, () => one.write({ ...yes, status: 'denied', events: [] }))
  expect([...kept.keys()]).toEqual(['tacit history shop'])
  on(kept, () => one.write(null))
  expect(kept.size).toBe(0)
})

test('a page that does not know yet what another left loses none of it', () => {
  const kept = new Map<string, string>()
  const [one, two] = on(kept, () => [localJournal('shop'), localJournal('shop')])
  on(kept, () => one.write({ ...yes, events: [waiting('a')] }))
  vi.stubGlobal('localStorage', storage(kept))
  const before = globalThis.localStorage
  on(kept, () => two.write({ ...yes, events: [waiting('a'), waiting('b')] }))
  vi.stubGlobal('localStorage', before)
  // `a` is on disk now, where it is not added again.
  one.write({ ...yes, events: [] })
  expect(items(kept, 'shop')).toEqual(['a', 'b'])
})
