import type { Platform } from '../platform.ts'
import type { Consent, HistoryEvent, Tastes } from '../types.ts'
import { answered, type Source } from './answer.ts'
import { consentOf } from './consent-value.ts'
import { eventOf, importedEvents, show } from './event.ts'
import type { History, HistoryListeners, HistoryOptions, Place } from './history.ts'
import { acceptsKind } from './kinds.ts'
import {
  append,
  current,
  emptied,
  forgotten,
  grant,
  identity,
  maySway,
  newEpoch,
  type Pending,
  refusal,
  type Saying,
  type StoredHistory,
  tastesAfter,
  tidy,
  type Waiting,
  withSayings,
} from './record.ts'
import { indexedDbStore } from './store.ts'
import { type Message, openTabs } from './tabs.ts'

/** Max events that wait for a consent, or for a disk that does not answer. */
const MAX_WAITING = 1000

/** Milliseconds. */
const DAY = 86_400_000

/** Milliseconds in which other tabs hear a message. */
const HEARD = 100

/**
 * Opens a history. What is stored decides: the option `granted` applies only where nothing is, so a
 * refusal lasts until a later `setConsent('granted')`, or until an adapter reads something else than
 * it did at the refusal. Every write checks the epoch of the answer in its own transaction, so no
 * write that began before a no lands after it, in any tab.
 */
export function openHistory(
  options: HistoryOptions,
  platform: Pick<Platform, 'openStore' | 'openChannel' | 'openJournal' | 'onPage'>,
  { changed, refused: emptyOthers }: HistoryListeners,
): History {
  const { maxAge, timeout, warn, now } = options
  const store = (platform.openStore ?? indexedDbStore)(options, timeout, () => {
    // What was stored after a wait ended is news to every tab, this one too.
    tell('changed', now())
    void refresh()
  })
  const journal = platform.openJournal(`${options.store}${options.user && ` ${options.user}`}`)
  const wish = consentOf(options.consent)
  const adapter = typeof wish === 'object' ? wish : null
  const option = adapter || wish === 'invalid' ? 'pending' : (wish as Consent)
  const readings: Record<string, Consent> = {}
  const left = journal.read()

  const born = now()
  let status: Consent = option === 'denied' || left?.status === 'denied' ? 'denied' : 'pending'
  /** The answer as it is stored; of a refusal also once only the journal has it. */
  let kept: StoredHistory | null = left?.status === 'denied' ? { ...left, events: [] } : null
  let epoch: string | null = null
  let stored: readonly HistoryEvent[] = []
  let waiting: readonly Waiting[] = status === 'denied' ? [] : retried(left?.events ?? [])
  let refused = left?.refused ?? 0
  let place: Place = 'nowhere'
  /** Raised by every answer of this instance: what was begun before it is not heard after it. */
  let answer = 0
  let opened = false
  /** What the journal says, without events; null before the first write. */
  let mirrored: string | null = null
  let disposed = false
  let isAway = false
  let reads: Promise<void> = Promise.resolve()
  let listed: readonly HistoryEvent[] | null = null
  /** The last list that was given out. */
  let given: readonly HistoryEvent[] = []
  let storedTastes: Tastes = {}
  /** What is not in them yet. */
  let sayings: readonly Saying[] = []
  /** The last tastes that were given out. */
  let givenTastes: Tastes = {}
  const { tell, ...tabs } = openTabs(
    `tacit history ${options.store} ${options.user}`,
    platform,
    (message) => void heard(message),
  )
  if (wish === 'invalid') invalid(options.consent)
  const ready = open()
  const stopAdapter = adapter?.start((reading) => void read(adapter.name, reading))
  const stopPage = platform.onPage({ hide, show: shown })

  async function open(): Promise<Consent> {
    const mine = answer
    try {
      const record = await unlessRefused((await firstRead()) ?? (await carryOver()))
      if (mine === answer && record) adopt(record)
      // A page that was left at once could not take its mark away.
      if (record && record.status !== 'granted' && record.events.length === 0) void unmark(record)
      if (mine === answer && option === 'denied') await decide('denied', 'option')
      else if (wish === 'invalid') await decide('pending', 'option')
      else if (mine === answer && option === 'granted' && status === 'pending')
        await decide('granted', 'option')
    } catch {
      // Where the disk does not answer, what the last page knew stands.
      if (mine === answer && status === 'pending') {
        if (left?.status === 'granted') {
          kept = { ...left, events: [] }
          epoch = left.epoch
        }
        if (kept || option === 'granted') status = 'granted'
      }
    }
    opened = true
    mirror()
    void flush()
    return status
  }

  /**
   * Reads what is stored. Under a yes it forgets what is too old and stores what waits in the same
   * transaction: where a page is left between two, WebKit answers no later page of the site.
   */
  async function firstRead(): Promise<StoredHistory | null> {
    if (status === 'denied') return store.read()
    const mine = answer
    let taken: readonly Waiting[] = []
    const record = await store.change(false, (before) => {
      if (mine !== answer || before?.status !== 'granted') return undefined
      taken = waiting
      const after = append(withoutOld(before), taken)
      return after === before ? undefined : after
    })
    if (mine === answer && taken.length > 0) {
      settle(taken)
      tell('changed', now())
    }
    return record
  }

  /** A refusal of a page that was left at once is only in the journal: it empties the database. */
  async function unlessRefused(record: StoredHistory | null): Promise<StoredHistory | null> {
    if (!record || left?.status !== 'denied' || left.since < record.since) return record
    return store.change(false, (before) =>
      before && left.since >= before.since ? { ...left, events: [] } : undefined,
    )
  }

  /** Takes over what an earlier version stored after consent. */
  async function carryOver(): Promise<StoredHistory | null> {
    const landed = await store.landed()
    if (!landed) return null
    if (status === 'denied') {
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

  /** Takes over what is stored. */
  function adopt(record: StoredHistory | null): void {
    const had = stored.length + waiting.length > 0
    listed = null
    if (!record) {
      kept = status === 'denied' ? kept : refusalKept()
      if (kept) waiting = []
      if (kept) status = 'denied'
      else if (status === 'granted') status = 'pending'
      if (kept) sayings = []
      storedTastes = {}
      epoch = null
      stored = []
      if (place === 'disk') place = 'nowhere'
    } else {
      kept = record
      status = record.status
      epoch = record.epoch
      refused = Math.max(refused, record.refused)
      stored = status === 'granted' ? record.events : []
      if (status === 'denied') waiting = []
      if (status === 'denied') sayings = []
      storedTastes = (status === 'granted' && record.tastes) || {}
      place = status === 'granted' ? 'disk' : 'nowhere'
    }
    mirror()
    if (had && stored.length + waiting.length === 0) emptyOthers()
  }

  /** Writes the answer where the next page can read it at once, unless a later one is there. */
  function mirror(): void {
    const entry = kept && kept.status !== 'pending' ? { ...kept, events: [] } : null
    const text = entry ? `${entry.status} ${entry.epoch}` : ''
    if (text === mirrored) return
    mirrored = text
    const now = journal.read()
    if (now && (entry ? now.since > entry.since : now.status === 'denied')) return
    // What another page wrote as it was left stays until it is on disk.
    if (entry?.status === 'granted' && now?.epoch === entry.epoch) return
    journal.write(
      entry && { ...entry, events: entry.status === 'granted' ? (now?.events ?? []) : [] },
    )
  }

  /** The refusal that the journal keeps, also if another tab put it there. */
  function refusalKept(): StoredHistory | null {
    const entry = journal.read()
    return entry?.status === 'denied' ? { ...entry, events: [] } : null
  }

  /** One answer, in one transaction that begins in this call. */
  async function decide(next: Consent, source: Source): Promise<void> {
    const isPerson = source === 'person'
    const at = source === 'option' ? born : now()
    if (isPerson && !(next === 'granted' && status === 'granted')) {
      answer++
      if (next !== 'granted') {
        drop(at, next)
        if (next === 'denied') kept = refusal({ ...readings }, at)
        mirror()
        tell(next === 'denied' ? 'denied' : 'forgotten', at)
      } else status = 'pending'
    }
    const mine = answer
    const seen = { ...readings }
    let taken: readonly Waiting[] = []
    let cleaned: Promise<void> | undefined
    const decided = (before: StoredHistory | null): StoredHistory | null | undefined => {
      const known = before ?? refusalKept()
      const after = answered(known, { next, source, at, readings: seen, refused })
      if (!before && !isPerson && after?.status === 'denied') return undefined
      if (after?.status !== 'granted') return after
      if (mine === answer) taken = waiting.filter(({ busy }) => !busy)
      return append(after, taken)
    }
    try {
      const create = isPerson
        ? next !== 'pending'
        : next === 'granted' && (!kept || decided(null) !== undefined)
      const after = await store.change(create, decided)
      // Answers are heard in the order of their transactions, so nothing is awaited before this.
      if (next === 'denied') void store.wipeLanded().catch(() => {})
      if (after?.status === 'denied') cleaned = unmark(after)
      if (mine !== answer) return
      if (after) {
        settle(taken)
        adopt(after)
      } else if (next !== 'granted') {
        const before = refusalKept()
        drop(at, next, source === 'option')
        // What the adapter reads now is its last reading from here on.
        if (before && next === 'denied') kept = refusal({ ...before.readings, ...seen }, at)
        mirror()
      }
    } catch {
      if (mine !== answer) return
      if (next === 'granted') status = 'granted'
      else drop(at, next, source === 'option')
      if (status === 'granted') place = 'memory'
    }
    tell(next === 'pending' ? 'forgotten' : next === 'denied' ? 'denied' : 'changed', at)
    if (!isPerson) changed()
    if (opened) void flush()
    if (isPerson) await cleaned
  }

  async function read(name: string, reading: unknown): Promise<void> {
    if (disposed) return
    if (reading !== 'granted' && reading !== 'denied') {
      if (reading !== 'pending') invalid(reading)
      return
    }
    // One after another: what the last one read decides whether this one differs.
    reads = reads.then(async () => {
      await ready
      readings[name] = reading
      await decide(reading, { adapter: name })
    })
    await reads
  }

  /** Empties the memory; of an option, what was tracked since stays. */
  function drop(at: number, next: Consent, isOption = false): void {
    listed = null
    storedTastes = {}
    const stays = (one: Pending) => isOption && next !== 'denied' && one.at >= at
    waiting = waiting.filter(stays)
    sayings = sayings.filter(stays)
    stored = []
    refused = at
    if (status !== 'denied' || next === 'denied') status = next
    place = 'nowhere'
    kept = status === 'denied' ? kept : null
    epoch = null
    mirror()
    emptyOthers()
  }

  /**
   * Deletes what a `forget()` or a refusal left in the database, once other tabs have heard of it. A
   * refusal stays there only if the journal cannot keep it.
   */
  async function unmark(mark: StoredHistory): Promise<void> {
    await new Promise((passed) => setTimeout(passed, HEARD))
    const mine = answer
    const take = (before: StoredHistory | null) => {
      if (before?.epoch !== mark.epoch) return undefined
      if (mark.status !== 'denied') return null
      journal.write({ ...mark, events: [] })
      return journal.read()?.epoch === mark.epoch ? null : undefined
    }
    const after = await store.change(false, take).catch(() => undefined)
    if (after !== undefined && mine === answer && !disposed) adopt(after)
  }

  /** What decides whether a call of now is stored later. */
  function calledAt(at: number): Pending {
    return { at, epoch: status === 'granted' ? epoch : null, known: refused }
  }

  /** Events that wait, without those that an earlier write may have stored. */
  function unstored(): readonly HistoryEvent[] {
    const known = new Set(waiting.some(({ tried }) => tried) ? stored.map(identity) : [])
    return waiting.flatMap(({ event, tried }) =>
      tried && known.has(identity(event)) ? [] : [event],
    )
  }

  /** Removes events that are on disk now. */
  function settle(done: readonly Waiting[]): void {
    const gone = new Set(done)
    waiting = waiting.filter((one) => !gone.has(one))
    listed = null
    if (!done.some(({ tried }) => tried)) return
    const now = journal.read()
    if (now?.events.length) journal.write({ ...now, events: without(now.events, done) })
  }

  /** Writes what waits, in one transaction that begins at once if the database is open. */
  async function flush(): Promise<void> {
    void flushTastes()
    const batch = waiting.filter(({ busy }) => !busy)
    if (status !== 'granted' || batch.length === 0) return
    const mine = answer
    for (const one of batch) one.busy = true
    try {
      const after = await store.change(false, (before) =>
        before?.status === 'granted' ? append(before, batch) : undefined,
      )
      if (mine !== answer) return retry(batch)
      const isOther = after?.epoch !== epoch
      settle(batch)
      adopt(after)
      tell('changed', now())
      if (isOther) changed()
    } catch {
      retry(batch)
      if (mine === answer && place === 'nowhere') place = 'memory'
    }
  }

  /** Stores what was said of interests. */
  async function flushTastes(): Promise<void> {
    const batch = sayings.filter(({ busy }) => !busy)
    if (status !== 'granted' || batch.length === 0) return
    const mine = answer
    for (const one of batch) one.busy = true
    try {
      const after = await store.change(false, (before) =>
        before?.status === 'granted' ? withSayings(before, batch) : undefined,
      )
      if (mine === answer) {
        sayings = sayings.filter((one) => !batch.includes(one))
        adopt(after)
        tell('changed', now())
      }
    } catch {
      // The next write takes them again.
    }
    for (const one of batch) one.busy = false
  }

  /** Lets the next write take them again, each once. */
  function retry(batch: readonly Waiting[]): void {
    for (const one of batch) Object.assign(one, { busy: false, tried: true })
  }

  async function heard({ told, at }: Message): Promise<void> {
    if (told === 'changed') store.expect()
    else {
      waiting = waiting.filter((one) => one.at > at)
      refused = Math.max(refused, at)
      listed = null
      stored = []
      storedTastes = {}
      sayings = sayings.filter((one) => one.at > at)
      emptyOthers()
    }
    await refresh(told)
  }

  /** Reads what other tabs stored. */
  async function refresh(told: Message['told'] = 'changed'): Promise<void> {
    await ready
    const mine = answer
    const record = await store.read().catch(() => undefined)
    if (mine !== answer || disposed) return
    const before = known()
    if (record !== undefined) adopt(record)
    if (!record && told !== 'changed') {
      if (status === 'granted' || told === 'denied')
        status = told === 'denied' ? 'denied' : 'pending'
    }
    void flush()
    // Lists that tabs show anew for each other's impressions would never rest.
    if (told !== 'changed' || known() !== before) changed()
  }

  /** What a ranking may depend on, to compare. */
  function known(): string {
    return JSON.stringify([status, storedTastes, stored.filter(maySway)])
  }

  function hide(): void {
    isAway = true
    tabs.close()
    keep()
    const isKept = (journal.read()?.events.length ?? 0) > 0
    // Without a journal, what is under way is the best that there is.
    if (isKept || waiting.length === 0) store.rest(true)
  }

  /** Writes what is not on disk where the next page reads it. */
  function keep(): void {
    const mayStore =
      status === 'granted' ||
      (!opened && option !== 'denied' && (left ? left.status : option) === 'granted')
    if (!mayStore || waiting.length === 0) return
    const now = journal.read()
    if (now && (now.status !== 'granted' || (epoch !== null && now.epoch && now.epoch !== epoch)))
      return
    for (const one of waiting) one.tried = true
    mirrored = null
    const yes = kept ?? now ?? { ...grant(null, {}, refused, 0), epoch: '' }
    const events = [...without(now?.events ?? [], waiting), ...waiting].slice(-MAX_WAITING)
    journal.write({ ...yes, status: 'granted', events })
  }

  function shown(): void {
    isAway = false
    store.rest(false)
    tabs.reopen()
    void refresh()
  }

  function invalid(value: unknown): void {
    warn(`consent: ${show(value)} is none of granted, denied, pending: counts as pending`)
  }

  async function rewrite(next: (before: StoredHistory) => StoredHistory): Promise<void> {
    const mine = answer
    try {
      const after = await store.change(false, (before) =>
        before?.status === 'granted' ? next(before) : undefined,
      )
      if (mine === answer && (after || place === 'disk')) adopt(after)
      tell('changed', now())
    } catch {
      // What the browser does not store is in memory only.
    }
  }

  async function remove(matches: (event: HistoryEvent) => boolean): Promise<void> {
    if (!opened) await ready
    waiting = waiting.filter(({ event }) => !matches(event))
    stored = stored.filter((event) => !matches(event))
    listed = null
    emptyOthers()
    await rewrite((before) => ({
      ...before,
      events: before.events.filter((event) => !matches(event)),
    }))
  }

  return {
    get status() {
      return status
    },
    ready,
    get place() {
      return place === 'nowhere' && stored.length + waiting.length > 0 ? 'memory' : place
    },
    async events() {
      await ready
      if (listed) return listed
      const all = tidy([...stored, ...unstored()])
      // Its reader knows a change by another array.
      if (!isSame(all, given)) given = all
      listed = given
      return listed
    },
    add(raw) {
      const at = now()
      const event = eventOf(raw, at, warn)
      if (!event || disposed || status === 'denied') return
      const { kind } = event
      if (!acceptsKind(options, kind, () => remove((one) => one.kind === kind))) return
      waiting = [...waiting, { event, ...calledAt(at) }].slice(-MAX_WAITING)
      listed = null
      if (isAway) keep()
      else void flush()
      if (maySway(event)) changed()
    },
    async import(list) {
      const at = now()
      // At once where it can be: what is called after this, such as a no, must come after it.
      if (!opened) await ready
      if (refused > at) return 0
      const events = importedEvents(list, at, warn).filter(
        ({ time, kind }) =>
          time > at - maxAge &&
          acceptsKind(options, kind, () => remove((one) => one.kind === kind)),
      )
      if (status === 'denied' || disposed) return 0
      const known = new Set([...stored, ...waiting.map((one) => one.event)].map(identity))
      const fresh = events.filter((event) => {
        const isNew = !known.has(identity(event))
        known.add(identity(event))
        return isNew
      })
      waiting = [...waiting, ...fresh.map((event) => ({ event, ...calledAt(at) }))]
      listed = null
      await flush()
      return fresh.length
    },
    get tastes() {
      const tastes = tastesAfter(storedTastes, sayings)
      if (JSON.stringify(tastes) !== JSON.stringify(givenTastes)) givenTastes = tastes
      return givenTastes
    },
    async setTaste(id, taste) {
      if (status === 'denied' || disposed) return
      sayings = [...sayings, { id, taste, ...calledAt(now()) }].slice(-MAX_WAITING)
      await flushTastes()
    },
    remove,
    async clear() {
      const at = now()
      waiting = []
      stored = []
      refused = at
      listed = null
      emptyOthers()
      if (!opened) await ready
      // From now on events belong to this epoch, so none waits for the answer.
      const next = newEpoch()
      if (epoch !== null) epoch = next
      await rewrite((before) => (before.since > at ? before : emptied(before, next, at)))
    },
    async setConsent(next) {
      const value = next === undefined ? 'invalid' : consentOf(next)
      if (typeof value === 'object' || value === 'invalid') {
        invalid(next)
        return decide('pending', 'person')
      }
      if (value === 'pending' && status !== 'granted' && opened) return
      await decide(value, 'person')
    },
    async forget() {
      const at = now()
      answer++
      const mine = answer
      drop(at, status === 'denied' ? 'denied' : 'pending')
      tell('forgotten', at)
      try {
        // A refusal is no history: it stays.
        const mark = forgotten(at)
        const after = await store.change(false, (before) =>
          before && (before.status === 'denied' || before.since > at) ? undefined : before && mark,
        )
        if (mine === answer) adopt(after)
        tell('forgotten', at)
        void store.wipeLanded().catch(() => {})
        if (after?.epoch === mark.epoch) await unmark(mark)
      } catch {
        // Nothing was stored.
      }
    },
    dispose() {
      disposed = true
      answer++
      stopAdapter?.()
      stopPage()
      tabs.close()
      stored = []
      waiting = []
      listed = null
      given = []
      storedTastes = {}
      sayings = []
      emptyOthers()
    },
  }
}

function isSame(a: readonly HistoryEvent[], b: readonly HistoryEvent[]): boolean {
  const same = (event: HistoryEvent, n: number) => JSON.stringify(event) === JSON.stringify(b[n])
  return a.length === b.length && a.every(same)
}

/** What the journal kept, which other scripts of the page can write, too. */
function retried(events: readonly Waiting[]): readonly Waiting[] {
  return events.flatMap((one) => {
    const event = eventOf(one.event ?? {}, one.at, () => {})
    return event ? [{ ...one, event, busy: false, tried: true }] : []
  })
}

/** The events of a list that another one does not have. */
function without(list: readonly Waiting[], others: readonly Waiting[]): readonly Waiting[] {
  const key = ({ event, at }: Waiting) => `${at} ${identity(event)}`
  const known = new Set(others.map(key))
  return list.filter((one) => !known.has(key(one)))
}
