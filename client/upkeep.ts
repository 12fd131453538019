import type { BrainState } from './messages.ts'
import { sight as ofBrowser } from './sight.ts'
import type { RecommenderEvents } from './types.ts'

const HOUR = 3_600_000
const FIRST_RETRY = 1000
const LAST_RETRY = 300_000

export interface Upkeep {
  /** Tells what became different, and what there is to do. Each state, in order. */
  heard(state: BrainState): void
  /** A call has ended. */
  idle(): void
  dispose(): void
}

/** What an upkeep uses of a session. */
interface Tended {
  emit<E extends keyof RecommenderEvents>(event: E, detail: RecommenderEvents[E]): void
  /** Whether a call went without a pack. */
  isMissed(): boolean
  look(): void
  swap(): void
  isBusy(): boolean
}

/**
 * Keeps an open page's pack current. After a failure it asks again, ever more rarely, and at once
 * when the network is back; otherwise it looks for a newer pack at most once an hour, when a person
 * sees the page. A newer pack is swapped in between two calls, on a visible page.
 */
export function upkeep(
  { emit, isMissed, look, swap, isBusy }: Tended,
  { isVisible, watch } = ofBrowser,
): Upkeep {
  let state: BrainState | null = null
  let looked = Date.now()
  let delay = FIRST_RETRY
  let retry: ReturnType<typeof setTimeout> | undefined
  const hourly: { unref?(): void } & ReturnType<typeof setInterval> = setInterval(lookIfDue, HOUR)
  // A site's tests in Node end without `dispose()`, too.
  hourly.unref?.()
  const unwatch = watch((event) => {
    if (event === 'online' && hasFailed()) lookNow()
    if (event === 'visible') {
      lookIfDue()
      swapIfFree()
    }
  })

  const hasFailed = () => state?.problem != null && (state.stage === 'none' || state.stale)

  /** Tells of a pack that was not there, of another engine, of an edge that fails. */
  function tell({ stage, sequence, problem, engine, adapter, stale }: BrainState): void {
    const isNew = stage !== 'none' && state?.sequence !== sequence
    if (isNew && (state?.sequence != null || isMissed()))
      emit('update', { sequence, code: problem?.code ?? 'ok' })
    if (engine !== 'none' && state && state.engine !== engine) emit('engine', { engine, adapter })
    if (stale && problem && state?.problem?.code !== problem.code)
      emit('error', { code: problem.code, message: problem.message })
  }

  function lookNow(): void {
    clearTimeout(retry)
    retry = undefined
    looked = Date.now()
    look()
  }

  function lookIfDue(): void {
    if (isVisible() && Date.now() - looked >= HOUR) lookNow()
  }

  function swapIfFree(): void {
    if (state?.waiting != null && !isBusy() && isVisible()) swap()
  }

  return {
    heard(next) {
      tell(next)
      state = next
      if (!hasFailed()) {
        if (next.stage !== 'none') delay = FIRST_RETRY
        clearTimeout(retry)
        retry = undefined
      } else if (retry === undefined) {
        retry = setTimeout(lookNow, delay)
        delay = Math.min(2 * delay, LAST_RETRY)
      }
      swapIfFree()
    },
    idle: swapIfFree,
    dispose() {
      clearTimeout(retry)
      clearInterval(hourly)
      unwatch()
    },
  }
}
