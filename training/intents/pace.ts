import { setTimeout as sleep } from 'node:timers/promises'

export interface PaceOptions {
  /** Calls under way at once; default 4. */
  concurrency?: number
  /** Calls begun per minute; unlimited unless given. */
  perMinute?: number
}

/**
 * Runs `work` on every entry, at most `concurrency` at once and none begun sooner than the rate
 * allows. The first error stops what has not begun, waits for what has, and is thrown.
 *
 * @param signal aborted: no further entry is begun, and its reason is thrown
 */
export async function forEachPaced<T>(
  entries: readonly T[],
  { concurrency = 4, perMinute }: PaceOptions,
  work: (entry: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const gap = perMinute ? 60_000 / perMinute : 0
  let next = 0
  let free = performance.now()
  let failed: { error: unknown } | undefined
  const worker = async () => {
    while (next < entries.length && !failed) {
      signal?.throwIfAborted()
      const entry = entries[next++]
      const begin = Math.max(free, performance.now())
      free = begin + gap
      const wait = begin - performance.now()
      if (wait > 0) await sleep(wait, undefined, { signal })
      if (!failed) await work(entry)
    }
  }
  const careful = async () => {
    try {
      await worker()
    } catch (error) {
      failed ??= { error }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, entries.length) }, careful))
  if (failed) throw failed.error
}
