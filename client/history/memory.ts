import type { Consent, HistoryEvent, Tastes } from '../types.ts'
import { eventOf } from './event.ts'
import type { Place } from './history.ts'
import type { Journal, JournalEntry } from './journal.ts'
import {
  grant,
  identity,
  type Pending,
  refusal,
  type Saying,
  type StoredHistory,
  type Waiting,
} from './record.ts'

/** Max events that wait for a consent, or for a disk that does not answer. */
export const MAX_WAITING = 1000

/** What one tab knows of a history, and what it has yet to store. */
export interface Memory {
  status: Consent
  /** The answer as it is stored; of a refusal also once only the journal has it. */
  kept: StoredHistory | null
  epoch: string | null
  stored: readonly HistoryEvent[]
  waiting: readonly Waiting[]
  /** Time of the last refusal that this tab knows of. */
  refused: number
  place: Place
  /** Raised by every answer of this instance: what was begun before it is not heard after it. */
  answer: number
  /** Whether what is stored was read. */
  opened: boolean
  disposed: boolean
  /** Time of the yes that is being written; null: none is. */
  granting: number | null
  /** The events in order; null after a change. */
  listed: readonly HistoryEvent[] | null
  /** The last list that was given out. */
  given: readonly HistoryEvent[]
  storedTastes: Tastes
  /** What is not in them yet. */
  sayings: readonly Saying[]
  /** What the page before this one left in the journal. */
  readonly left: JournalEntry | null
  /** Whether a yes holds that no disk took: that nothing is stored is no news then. */
  readonly isUnstored: boolean
  /** Takes over what is stored. */
  adopt(record: StoredHistory | null): void
  /** Empties the memory; of an option, what was tracked since stays. */
  drop(at: number, next: Consent, isOption?: boolean): void
  /** Takes a refusal's record for what is stored, with what adapters read at the time. */
  refuse(readings: StoredHistory['readings'], at: number): void
  /** Writes the answer where the next page can read it at once, unless a later one is there. */
  mirror(): void
  /** The refusal that the journal keeps, also if another tab put it there. */
  refusalKept(): StoredHistory | null
  /** What decides whether a call of now is stored later. */
  calledAt(at: number): Pending
  /** Removes events that are on disk now. */
  settle(done: readonly Waiting[]): void
  /** Writes what is not on disk where the next page reads it. @returns whether all of it is there */
  keep(): boolean
  /** Forgets everything, for a history that ends. */
  clear(): void
}

/**
 * @param option the answer that the page gives where nothing is stored
 * @param emptied called when the last event is gone
 */
export function openMemory(journal: Journal, option: Consent, emptied: () => void): Memory {
  const left = journal.read()
  const status = option === 'denied' || left?.status === 'denied' ? 'denied' : 'pending'
  /** What the journal says, without events; null before the first write. */
  let mirrored: string | null = null

  const memory: Memory = {
    status,
    kept: left?.status === 'denied' ? { ...left, events: [] } : null,
    epoch: null,
    stored: [],
    waiting: status === 'denied' ? [] : retried(left?.events ?? []),
    refused: left?.refused ?? 0,
    place: 'nowhere',
    answer: 0,
    opened: false,
    disposed: false,
    granting: null,
    listed: null,
    given: [],
    storedTastes: {},
    sayings: [],
    left,

    get isUnstored() {
      return memory.status === 'granted' && memory.epoch === null
    },
    adopt(record) {
      const had = memory.stored.length + memory.waiting.length > 0
      memory.listed = null
      if (record) take(record)
      else takeNothing()
      memory.mirror()
      if (had && memory.stored.length + memory.waiting.length === 0) emptied()
    },
    drop(at, next, isOption = false) {
      memory.granting = null
      const stays = (one: Pending) => isOption && next !== 'denied' && one.at >= at
      if (memory.status !== 'denied' || next === 'denied') memory.status = next
      Object.assign(memory, {
        ...{ listed: null, storedTastes: {}, stored: [], refused: at, place: 'nowhere' },
        waiting: memory.waiting.filter(stays),
        sayings: memory.sayings.filter(stays),
        kept: memory.status === 'denied' ? memory.kept : null,
        epoch: null,
      } satisfies Partial<Memory>)
      memory.mirror()
      emptied()
    },
    refuse(readings, at) {
      memory.kept = refusal(readings, at)
    },
    mirror() {
      const { kept } = memory
      const entry = kept && kept.status !== 'pending' ? { ...kept, events: [] } : null
      const text = entry ? `${entry.status} ${entry.epoch}` : ''
      if (text === mirrored) return
      mirrored = text
      const now = journal.read()
      if (now && (entry ? now.since > entry.since : now.status === 'denied')) return
      // What another page wrote as it was left stays until it is on disk.
      if (entry?.status === 'granted' && now?.epoch === entry.epoch) return
      // A yes that no disk took says nothing of what another page left since this one began.
      const others = now && memory.isUnstored ? unknown(now.events) : []
      if (now && others.length > 0) return journal.write({ ...now, events: others })
      journal.write(
        entry && { ...entry, events: entry.status === 'granted' ? (now?.events ?? []) : [] },
      )
    },
    refusalKept() {
      const entry = journal.read()
      return entry?.status === 'denied' ? { ...entry, events: [] } : null
    },
    calledAt: (at) => ({
      at,
      epoch: memory.status === 'granted' ? memory.epoch : null,
      known: memory.refused,
    }),
    settle(done) {
      const gone = new Set(done)
      memory.waiting = memory.waiting.filter((one) => !gone.has(one))
      memory.listed = null
      if (!done.some(({ tried }) => tried)) return
      const now = journal.read()
      if (now?.events.length) journal.write({ ...now, events: without(now.events, done) })
    },
    keep() {
      write()
      return without(memory.waiting, journal.read()?.events ?? []).length === 0
    },
    clear() {
      const nothing = { stored: [], waiting: [], given: [], sayings: [] }
      Object.assign(memory, nothing, { listed: null, storedTastes: {} })
    },
  }

  /** The events that this page has neither made nor read. */
  function unknown(events: readonly Waiting[]): readonly Waiting[] {
    return without(without(events, memory.waiting), left?.events ?? [])
  }

  function take(record: StoredHistory): void {
    const { status } = record
    memory.kept = record
    memory.status = status
    memory.epoch = record.epoch
    memory.refused = Math.max(memory.refused, record.refused)
    memory.stored = status === 'granted' ? record.events : []
    if (status === 'denied') memory.waiting = []
    if (status === 'denied') memory.sayings = []
    memory.storedTastes = (status === 'granted' && record.tastes) || {}
    memory.place = status === 'granted' ? 'disk' : 'nowhere'
  }

  function takeNothing(): void {
    if (memory.status !== 'denied') memory.kept = memory.refusalKept()
    if (memory.kept) {
      memory.status = 'denied'
      memory.waiting = []
      memory.sayings = []
    } else if (memory.status === 'granted') memory.status = 'pending'
    memory.storedTastes = {}
    memory.epoch = null
    memory.stored = []
    if (memory.place === 'disk') memory.place = 'nowhere'
  }

  function write(): void {
    const { status, opened, waiting, kept, epoch } = memory
    const mayStore =
      status === 'granted' ||
      memory.granting !== null ||
      (!opened && option !== 'denied' && (left ? left.status : option) === 'granted')
    if (!mayStore || waiting.length === 0) return
    const now = journal.read()
    if (now && (now.status !== 'granted' || (epoch !== null && now.epoch && now.epoch !== epoch)))
      return
    for (const one of waiting) one.tried = true
    mirrored = null
    const yes = kept ?? now ?? { ...grant(null, {}, memory.refused, 0), epoch: '' }
    const events = [...without(now?.events ?? [], waiting), ...waiting].slice(-MAX_WAITING)
    journal.write({ ...yes, status: 'granted', events })
  }

  return memory
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
