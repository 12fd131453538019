import { setTimeout as sleep } from 'node:timers/promises'

/** Turns that come evenly, so many a minute; at once where no rate is given. */
export class Rate {
  #gap: number
  #free = 0

  constructor(perMinute = Number.POSITIVE_INFINITY) {
    this.#gap = 60_000 / perMinute
  }

  /** Waits for the next turn; throws the signal's reason where it is aborted first. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = performance.now()
    const begin = Math.max(this.#free, now)
    this.#free = begin + this.#gap
    if (begin > now) await sleep(begin - now, undefined, { signal })
  }
}

/**
 * Runs `work` on every entry, at most `concurrency` at once. The first error stops what has not
 * begun, waits for what has, and is thrown.
 *
 * @param signal aborted: no further entry is begun, and its reason is thrown
 */
export async function forEachConcurrently<T>(
  entries: readonly T[],
  concurrency: number,
  work: (entry: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0
  let failed: { error: unknown } | undefined
  const worker = async () => {
    try {
      while (next < entries.length && !failed) {
        signal?.throwIfAborted()
        await work(entries[next++])
      }
    } catch (error) {
      failed ??= { error }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, entries.length) }, worker))
  if (failed) throw failed.error
}
