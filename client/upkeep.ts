import type { BrainState } from './messages.ts'
import type { Platform } from './platform.ts'

const HOUR = 3_600_000
const FIRST_RETRY = 1000
const LAST_RETRY = 300_000

export interface Upkeep {
  heard(state: BrainState): void
  /** A call has ended. */
  idle(): void
  dispose(): void
}

/**
 * Keeps an open page's pack current. After a failure it asks again, ever more rarely, and at once
 * when the network is back; otherwise it looks for a newer pack at most once an hour, when a person
 * sees the page. A newer pack is swapped in between two calls, on a visible page.
 */
export function upkeep(
  platform: Pick<Platform, 'isVisible' | 'watch'>,
  { look, swap, isBusy }: { look(): void; swap(): void; isBusy(): boolean },
): Upkeep {
  let state: BrainState | null = null
  let looked = Date.now()
  let delay = FIRST_RETRY
  let retry: ReturnType<typeof setTimeout> | undefined
  const hourly: { unref?(): void } & ReturnType<typeof setInterval> = setInterval(lookIfDue, HOUR)
  // A site's tests in Node end without `dispose()`, too.
  hourly.unref?.()
  const unwatch = platform.watch((event) => {
    if (event === 'online' && hasFailed()) lookNow()
    if (event === 'visible') {
      lookIfDue()
      swapIfFree()
    }
  })

  const hasFailed = () => state?.problem != null && (state.stage === 'none' || state.stale)

  function lookNow(): void {
    clearTimeout(retry)
    retry = undefined
    looked = Date.now()
    look()
  }

  function lookIfDue(): void {
    if (platform.isVisible() && Date.now() - looked >= HOUR) lookNow()
  }

  function swapIfFree(): void {
    if (state?.waiting != null && !isBusy() && platform.isVisible()) swap()
  }

  return {
    heard(next) {
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
