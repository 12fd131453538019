import type { Platform } from '../platform.ts'
import type { Consent, HistoryEvent } from '../types.ts'
import { within } from '../wait.ts'
import type { RawEvent } from './event.ts'
import type { History, HistoryListeners, HistoryOptions, PageHistory } from './history.ts'

type Call = { at: number; run(history: History): unknown }

/**
 * A history whose larger part loads behind the page. Until it is there, calls wait in their order
 * and with their times. A page that is left before writes to the journal what must last: a refusal,
 * and under an earlier yes the events.
 */
export function earlyHistory(
  options: Omit<HistoryOptions, 'now'>,
  platform: Pick<Platform, 'openStore' | 'openChannel' | 'openJournal' | 'onPage'>,
  listeners: HistoryListeners,
): History {
  const { store, user, consent, timeout, warn } = options
  const journal = platform.openJournal(`${store}${user && ` ${user}`}`)
  const left = journal.read()
  let status: Consent = consent === 'denied' || left?.status === 'denied' ? 'denied' : 'pending'
  let history: PageHistory | null = null
  let calls: Call[] = []
  let raws: { raw: RawEvent; at: number }[] = []
  let callTime: number | null = null
  let disposed = false
  let isLate = false
  const born = Date.now()
  let back = Promise.resolve()
  let comeBack = () => {}
  // One listener for all of the page's life: one that is added while the page is being left, because
  // the rest arrives in between, would not be called.
  const stopPage = platform.onPage({
    hide() {
      if (history) return history.hide()
      save()
      back = new Promise((resolve) => {
        comeBack = resolve
      })
    },
    show() {
      if (history) history.show()
      else comeBack()
    },
  })

  const loading = import('../later.ts').then(async ({ openHistory }) => {
    // A page that is being left begins nothing.
    await back
    if (disposed) throw new Error('disposed')
    const now = () => callTime ?? Date.now()
    callTime = born
    const { refused } = listeners
    const changed = () => {
      // What waited was told of as it was called.
      if (callTime === null) listeners.changed()
    }
    const opened = openHistory({ ...options, now }, platform, { refused, changed })
    history = opened
    for (const { at, run } of calls) {
      callTime = at
      run(opened)
    }
    callTime = null
    calls = []
    raws = []
    if (isLate) listeners.changed()
    return opened
  })
  loading.catch((error) => {
    if (disposed) return
    warn(`the history did not load (${error}), so it is empty: deploy the SDK's files together`)
  })

  /** Whether the rest came before the limit of every wait. */
  const inTime = () =>
    within(loading, { milliseconds: timeout }).then(
      () => true,
      () => {
        isLate = true
        return false
      },
    )

  /** Runs a call now, or once it can run. */
  async function later<T>(run: (history: History) => T | Promise<T>, otherwise: T): Promise<T> {
    if (history) return run(history)
    const result = new Promise<T>((resolve, reject) => {
      calls.push({
        at: Date.now(),
        run: async (opened) => {
          try {
            resolve(await run(opened))
          } catch (error) {
            reject(error)
          }
        },
      })
    })
    return (await inTime()) ? result : otherwise
  }

  /** What must hold at once, before the rest is there. */
  function drop(next: Consent): void {
    raws = []
    if (next === 'denied') {
      const at = Date.now()
      status = 'denied'
      journal.write({ ...NO_ANSWER, status, epoch: `early ${at}`, since: at, refused: at })
    }
    listeners.refused()
  }

  function save(): void {
    const yes = left ?? (consent === 'granted' ? { ...NO_ANSWER, status: consent } : null)
    // Other tabs may have written since this page began.
    const now = journal.read()
    if (yes?.status !== 'granted' || status === 'denied' || now?.status === 'denied') return
    const { refused: known } = yes
    const waiting = raws.map(({ raw, at }) => {
      const event = { ...raw, time: raw.time ?? at } as HistoryEvent
      return { event, at, epoch: null, known, tried: true }
    })
    journal.write({ ...yes, events: [...(now?.events ?? []), ...waiting] })
  }

  return {
    get status() {
      return history?.status ?? status
    },
    ready: inTime().then(() => history?.ready ?? status),
    get place() {
      return history?.place ?? (raws.length > 0 ? 'memory' : 'nowhere')
    },
    get tastes() {
      return history?.tastes ?? NO_TASTES
    },
    events: () => later((opened) => opened.events(), NO_EVENTS),
    add(raw) {
      if (history) history.add(raw)
      else if (status !== 'denied') {
        raws.push({ raw, at: Date.now() })
        void later((opened) => opened.add(raw), undefined).catch(() => {})
        listeners.changed()
      }
    },
    import: (events) => later<number>((opened) => opened.import(events), 0),
    remove: (matches) => later((opened) => opened.remove(matches), undefined),
    clear() {
      if (!history) drop('pending')
      return later((opened) => opened.clear(), undefined)
    },
    setTaste: (id, taste) => later((opened) => opened.setTaste(id, taste), undefined),
    setConsent(next) {
      if (!history) {
        if (next !== 'granted') drop(next === 'denied' ? 'denied' : 'pending')
        else if (status === 'denied') status = 'pending'
      }
      return later((opened) => opened.setConsent(next), undefined)
    },
    forget() {
      if (!history) drop('pending')
      return later((opened) => opened.forget(), undefined)
    },
    dispose() {
      disposed = true
      stopPage()
      raws = []
      history?.dispose()
    },
  }
}

const NO_TASTES = {}
const NO_EVENTS: readonly HistoryEvent[] = []
const NO_ANSWER = { epoch: '', since: 0, refused: 0, readings: {}, events: [] }
