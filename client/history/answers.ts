import type { Consent, ConsentAdapter } from '../types.ts'
import { answered, type Source } from './answer.ts'
import { consentOf } from './consent-value.ts'
import { show } from './event.ts'
import { forgottenMark, HEARD } from './forgotten.ts'
import type { HistoryOptions } from './history.ts'
import type { Journal } from './journal.ts'
import type { Memory } from './memory.ts'
import { append, current, forgotten, grant, type StoredHistory, type Waiting } from './record.ts'
import { unlessRefused } from './refused.ts'
import type { HistoryStore } from './store.ts'
import type { Tabs } from './tabs.ts'

/** Milliseconds. */
const DAY = 86_400_000

/** The answers of the person, of the page's option and of consent adapters. */
export interface Answers {
  /** Reads what is stored, and lets the option apply where nothing is. Never rejects. */
  open(): Promise<Consent>
  /** What an adapter reads, once what is stored was read. */
  read(name: string, reading: unknown): Promise<void>
  setConsent(consent: unknown): Promise<void>
  forget(): Promise<void>
}

interface Context {
  memory: Memory
  store: HistoryStore
  journal: Journal
  options: HistoryOptions
  tell: Tabs['tell']
  /** Writes what waits. */
  flush(): Promise<void>
  /** Resolves once what is stored was read. */
  ready(): Promise<Consent>
  /** An adapter, or the option, answered otherwise than before. */
  changed(): void
}

/** The page's own answer: fails closed. */
export function optionOf(consent: unknown): {
  option: Consent
  adapter: ConsentAdapter | null
  isValid: boolean
} {
  const wish = consentOf(consent)
  if (typeof wish === 'object') return { option: 'pending', adapter: wish, isValid: true }
  if (wish === 'invalid') return { option: 'pending', adapter: null, isValid: false }
  return { option: wish, adapter: null, isValid: true }
}

export function answersOf({
  memory,
  store,
  journal,
  options,
  tell,
  flush,
  ready,
  changed,
}: Context): Answers {
  const { maxAge, warn, now } = options
  const { left } = memory
  const { option, isValid } = optionOf(options.consent)
  const mark = forgottenMark(`${options.store} ${options.user}`)
  const readings: Record<string, Consent> = {}
  const born = now()
  let reads: Promise<void> = Promise.resolve()

  function invalid(value: unknown): void {
    warn(`consent: ${show(value)} is none of granted, denied, pending: counts as pending`)
  }

  /**
   * Reads what is stored. Under a yes it forgets what is too old and stores what waits in the same
   * transaction: where a page is left between two, WebKit answers no later page of the site.
   */
  async function firstRead(): Promise<StoredHistory | null> {
    if (memory.status === 'denied') return store.read()
    const mine = memory.answer
    let taken: readonly Waiting[] = []
    const record = await store.change(
      false,
      (before) => {
        if (mine !== memory.answer || before?.status !== 'granted') return undefined
        taken = memory.waiting
        const after = append(withoutOld(before), taken)
        return after === before ? undefined : after
      },
      'passing',
    )
    if (mine === memory.answer && taken.length > 0) {
      memory.settle(taken)
      tell('changed', now())
    }
    return record
  }

  /** Takes over what an earlier version stored after consent. */
  async function carryOver(): Promise<StoredHistory | null> {
    const landed = await store.landed()
    if (!landed) return null
    if (memory.status === 'denied') {
      await store.wipeLanded()
      return null
    }
    const at = now()
    const again = landed.map((event): Waiting => {
      return { event, at, epoch: null, known: at, tried: true }
    })
    const record = await store.change(true, (before) =>
      before && before.status !== 'granted'
        ? undefined
        : append(before ?? grant(null, readings, 0, at), again),
    )
    await store.wipeLanded()
    return record
  }

  /** Without events that are too old, or ahead by more than a wrong clock may be. */
  function withoutOld(before: StoredHistory): StoredHistory {
    const at = now()
    const isDue = before.events.some(({ time }) => time <= at - maxAge || time > at + DAY)
    return isDue ? { ...before, events: current(before.events, maxAge, at) } : before
  }

  /** One answer, in one transaction that begins in this call. */
  async function decide(next: Consent, source: Source): Promise<void> {
    const isPerson = source === 'person'
    const at = source === 'option' ? born : now()
    if (isPerson && !(next === 'granted' && memory.status === 'granted')) {
      memory.answer++
      if (next === 'granted') memory.status = 'pending'
      else {
        memory.drop(at, next)
        if (next === 'denied') memory.refuse({ ...readings }, at)
        memory.mirror()
        tell(next === 'denied' ? 'denied' : 'forgotten', at)
      }
    }
    const mine = memory.answer
    // A page that is left before this yes is stored leaves its events to the next page.
    const isGranting =
      next === 'granted' && (isPerson || memory.opened) && memory.status === 'pending'
    memory.granting = isGranting ? at : null
    const seen = { ...readings }
    // Now: a database that is slow to open outlasts the mark.
    const marked = mark.at
    let taken: readonly Waiting[] = []
    let cleaned: Promise<void> | undefined
    const decided = (before: StoredHistory | null): StoredHistory | null | undefined => {
      const known = before ?? memory.refusalKept()
      const refused = Math.max(memory.refused, marked)
      const after = answered(known, { next, source, at, readings: seen, refused })
      if (!before && !isPerson && after?.status === 'denied') return undefined
      if (after?.status !== 'granted') return after
      if (mine === memory.answer) taken = memory.waiting.filter(({ busy }) => !busy)
      return append(after, taken)
    }
    try {
      const create = isPerson
        ? next !== 'pending'
        : next === 'granted' && (!memory.kept || decided(null) !== undefined)
      // A transaction that a page begins as it is left may keep WebKit from answering the next one.
      const isHeld = next === 'denied' && create && memory.refusalKept() !== null
      const after = await store.change(create, decided, isHeld ? 'held' : undefined)
      // Answers are heard in the order of their transactions, so nothing is awaited before this.
      if (next === 'denied') void store.wipeLanded().catch(() => {})
      if (after?.status === 'denied') cleaned = unmark(after)
      if (mine !== memory.answer) return
      if (after) {
        memory.settle(taken)
        memory.adopt(after)
      } else if (next !== 'granted') {
        const before = memory.refusalKept()
        memory.drop(at, next, source === 'option')
        // What the adapter reads now is its last reading from here on.
        if (before && next === 'denied') memory.refuse({ ...before.readings, ...seen }, at)
        memory.mirror()
      }
    } catch {
      if (mine !== memory.answer) return
      if (next === 'granted') {
        memory.status = 'granted'
        memory.place = 'memory'
      } else memory.drop(at, next, source === 'option')
    } finally {
      if (mine === memory.answer) memory.granting = null
    }
    tell(next === 'pending' ? 'forgotten' : next === 'denied' ? 'denied' : 'changed', at)
    if (!isPerson) changed()
    if (memory.opened) void flush()
    if (isPerson) await cleaned
  }

  /**
   * Deletes what a `forget()` or a refusal left in the database, once other tabs have heard of it. A
   * refusal stays there only if the journal cannot keep it.
   */
  async function unmark(left: StoredHistory): Promise<void> {
    await new Promise((passed) => setTimeout(passed, HEARD))
    const mine = memory.answer
    const take = (before: StoredHistory | null) => {
      if (before?.epoch !== left.epoch) return undefined
      if (left.status !== 'denied') return null
      journal.write({ ...left, events: [] })
      return journal.read()?.epoch === left.epoch ? null : undefined
    }
    // The next page can do it as well.
    const after = await store.change(false, take, 'passing').catch(() => undefined)
    if (after !== undefined && mine === memory.answer && !memory.disposed) memory.adopt(after)
  }

  return {
    async open() {
      if (!isValid) invalid(options.consent)
      const mine = memory.answer
      if (mark.at) void mark.keep(mark.at)
      try {
        const record = await unlessRefused(
          memory,
          store,
          (await firstRead()) ?? (await carryOver()),
        )
        if (mine === memory.answer && record) memory.adopt(record)
        // A page that was left at once could not take its mark away.
        if (record && record.status !== 'granted' && record.events.length === 0) void unmark(record)
        if (mine === memory.answer && option === 'denied') await decide('denied', 'option')
        else if (!isValid) await decide('pending', 'option')
        else if (mine === memory.answer && option === 'granted' && memory.status === 'pending')
          await decide('granted', 'option')
      } catch {
        // Where the disk does not answer, what the last page knew stands.
        if (mine === memory.answer && memory.status === 'pending') {
          if (left?.status === 'granted') {
            memory.kept = { ...left, events: [] }
            memory.epoch = left.epoch || null
          }
          if (memory.kept || option === 'granted') memory.status = 'granted'
        }
      }
      memory.opened = true
      memory.mirror()
      void flush()
      return memory.status
    },
    async read(name, reading) {
      if (memory.disposed) return
      if (reading !== 'granted' && reading !== 'denied') {
        if (reading !== 'pending') invalid(reading)
        return
      }
      // One after another: what the last one read decides whether this one differs.
      reads = reads.then(async () => {
        await ready()
        readings[name] = reading
        await decide(reading, { adapter: name })
      })
      await reads
    },
    async setConsent(next) {
      const value = next === undefined ? 'invalid' : consentOf(next)
      if (typeof value === 'object' || value === 'invalid') {
        invalid(next)
        return decide('pending', 'person')
      }
      if (value === 'pending' && memory.status !== 'granted' && memory.opened) return
      await decide(value, 'person')
    },
    async forget() {
      const at = now()
      const mine = ++memory.answer
      const heard = mark.keep(at)
      memory.drop(at, memory.status === 'denied' ? 'denied' : 'pending')
      tell('forgotten', at)
      try {
        // A refusal is no history: it stays.
        const record = forgotten(at)
        const after = await store.change(false, (before) =>
          before && (before.status === 'denied' || before.since > at)
            ? undefined
            : before && record,
        )
        if (mine === memory.answer) memory.adopt(after)
        tell('forgotten', at)
        void store.wipeLanded().catch(() => {})
        if (after?.epoch === record.epoch) await unmark(record)
      } catch {
        // Nothing was stored.
      }
      await heard
    },
  }
}
