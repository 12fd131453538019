import PQueue from 'p-queue'

/** A queue that starts tasks evenly, at most `perMinute` of them; undefined without a limit. */
export function rateLimit(perMinute?: number): PQueue | undefined {
  if (perMinute === undefined) return undefined
  return new PQueue({ interval: 60_000 / perMinute, intervalCap: 1, strict: true })
}

/**
 * Runs `work` on every entry, at most `concurrency` at once. After the first error no further entry
 * starts; the error is thrown when those that run have ended.
 *
 * @param signal aborted: no further entry starts, and its reason is thrown
 */
export async function forEachConcurrently<T>(
  entries: readonly T[],
  concurrency: number,
  work: (entry: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const queue = new PQueue({ concurrency })
  queue.addEventListener('error', () => queue.clear())
  const tasks = entries.map((entry) => async () => {
    // The queue's own signal option would not wait for the entries that run.
    signal?.throwIfAborted()
    await work(entry)
  })
  try {
    await queue.addAll(tasks)
  } finally {
    await queue.onIdle()
  }
}
