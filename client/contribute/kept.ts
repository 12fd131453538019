import type { StoredHistory } from '../history/record.ts'
import { type Refusal, timeOf } from '../refusal.ts'

/** A pair by its ids: what came first, what came later. */
export type PairIds = readonly [i: string, j: string]

/** What a device does in the epoch that is open. */
export interface Plan {
  epoch: number
  /** When the epoch's key is destroyed, in ms since 1970. */
  closes: number
  /** The signed parameters that this device accepted. No others are asked for in this epoch. */
  text: string
  /** The epoch's secret: coins, the choice of pairs, points of shares. */
  secret: Uint8Array
  /** When it goes: random, in ms since 1970. */
  moment: number
  /** `sending`: the messages may have arrived, so no others ever go in this epoch. */
  state: 'planned' | 'sealed' | 'sending' | 'sent'
  /** Sealed messages that wait, and the pairs in them. */
  body?: Uint8Array
  pairs: readonly PairIds[]
  /** Until then a tab is at work, in ms since 1970. */
  busy: number
}

/** What a device keeps of contributing, under its yes to store. */
export interface Kept {
  consent: 'granted' | 'denied'
  /** When a no was said, milliseconds since 1970. */
  at?: number
  /** The history's epoch of consent; under another one, only the answer stays. */
  under: string
  /** Epochs in which something was given. */
  epochs: number
  /** Pairs that were given, so that none goes twice. */
  given: readonly PairIds[]
  plan?: Plan
}

/** What was read and written in one transaction. */
export interface Changed {
  kept: Kept | null
  history: StoredHistory | null
}

/** Where a device keeps what it contributes: beside its history, which is deleted with it. */
export interface KeptStore {
  /**
   * Reads the history and what is kept, and replaces the latter, in one transaction. Without a yes to
   * store there is nothing, and nothing is written. A no that waits is stored first: after it `next` can
   * only delete.
   *
   * @param next null deletes; undefined leaves it
   */
  change(
    next: (before: Kept | null, history: StoredHistory) => Kept | null | undefined,
  ): Promise<Changed>
  /** The page is left: work that is under way is aborted, and the database closed. */
  rest(isResting: boolean): void
}

/** How databases are opened: a part that every page has, so that this one need not bring its own. */
export type Databases = Pick<typeof import('../history/database.ts'), 'openDatabase' | 'Absent'>

/**
 * @param store the history's name
 * @param limit max milliseconds of each wait
 * @param refusal a no that waits
 */
export function keptStore(
  { openDatabase, Absent }: Databases,
  store: string,
  user: string,
  limit: number,
  refusal: Refusal,
): KeptStore {
  const database = openDatabase(`tacit history ${store}`, limit)
  const [historyKey, key] = [`history ${user}`, `contribution ${user}`]
  return {
    async change(next) {
      const changed: Changed = { kept: null, history: null }
      let no = refusal.read()
      try {
        // Every step can be done again, so none need outlive the page.
        await database.passing('readwrite', (store) => {
          store.get(historyKey).onsuccess = ({ target }) => {
            const history = (target as IDBRequest<StoredHistory | undefined>).result
            if (history?.status !== 'granted') return
            changed.history = history
            store.get(key).onsuccess = ({ target }) => {
              const stored = (target as IDBRequest<Kept | undefined>).result
              no = refusal.read()
              const before = no ? refusalOf(history, timeOf(no)) : current(stored, history)
              const after = next(before, history)
              changed.kept = after === undefined || (no && after) ? before : after
              if (after === null) store.delete(key)
              else if (no || after || isLess(before, stored)) store.put(changed.kept, key)
            }
          }
          return finished(store.transaction)
        })
      } catch (error) {
        if (!(error instanceof Absent)) throw error
      }
      // It is on disk now, or there is nothing that it could be about.
      if (no) refusal.clear(no)
      return changed
    },
    rest: (isResting) => database.rest(isResting),
  }
}

/**
 * What is kept, in the light of the history: after `history.clear()` the answer alone, and that
 * something was given in this epoch; what names an item that left the history goes with it.
 */
export function current(kept: Kept | undefined, { epoch, events }: StoredHistory): Kept | null {
  if (!kept) return null
  const there = new Set(events.map(({ item }) => item))
  const isThere = ([i, j]: PairIds) => there.has(i) && there.has(j)
  const isOther = kept.under !== epoch
  const given = isOther ? [] : kept.given.filter(isThere)
  const { plan, ...rest } = kept
  const next = { ...rest, under: epoch, given }
  if (!plan) return next
  if (!isOther && plan.pairs.every(isThere)) return { ...next, plan }
  return { ...next, plan: withoutBody(plan) }
}

/** A no, and nothing else. @param at when it was said */
export function refusalOf({ epoch }: StoredHistory, at: number): Kept {
  return { consent: 'denied', at, under: epoch, epochs: 0, given: [] }
}

/**
 * Whether a no was said after a yes of some time, or with it. One of the future is of a clock that was set
 * back, and says nothing.
 */
export function isRefusedSince(kept: Kept | null, time: number): boolean {
  const { consent, at = 0 } = kept ?? {}
  return consent === 'denied' && at >= time && at < Date.now() + 1000
}

/** Whether something that is stored has to go. */
function isLess(now: Kept | null, stored: Kept | undefined): boolean {
  if (!now || !stored) return false
  const { under, given, plan } = stored
  return (
    now.under !== under ||
    now.given.length !== given.length ||
    now.plan?.pairs.length !== plan?.pairs.length
  )
}

/** A plan whose messages never go. What may have been sent is not sent again. */
export function withoutBody({ body: _, ...plan }: Plan): Plan {
  const isOut = plan.state === 'sending' || plan.state === 'sent'
  return { ...plan, pairs: [], state: isOut ? 'sent' : 'planned' }
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done()
    transaction.onabort = transaction.onerror = () => failed(transaction.error)
  })
}
