import { failure } from './failure.ts'

/** What ends a wait before its work does. */
export interface Limits {
  milliseconds?: number
  signal?: AbortSignal | null
  /** The error after `milliseconds`. */
  late?: () => Error
}

/**
 * Waits for work, but not longer than the limits allow: nothing on a page may wait for ever.
 *
 * @throws the error of `late`, or `sdk/aborted` as soon as the signal aborts
 */
export function within<T>(work: PromiseLike<T>, limits: Limits): Promise<T> {
  const { milliseconds, signal, late } = limits
  return new Promise((resolve, reject) => {
    const timer =
      milliseconds === undefined
        ? undefined
        : setTimeout(() => settle(() => reject(late?.() ?? tooLate(milliseconds))), milliseconds)
    const abort = () => settle(() => reject(aborted()))
    const settle = (how: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      how()
    }
    // First, so that a late rejection is never an unhandled one.
    work.then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    )
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort)
  })
}

export function aborted(): Error {
  return failure('sdk/aborted', 'the signal was aborted before an answer')
}

function tooLate(milliseconds: number): Error {
  return failure('sdk/timeout', `no answer for ${milliseconds} ms`)
}
