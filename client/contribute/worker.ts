import { failure } from '../failure.ts'
import { within } from '../wait.ts'
import type { CallName, Calls, FromGiver, ToGiver } from './giver.ts'

/** Max milliseconds of a call: twice what the Worker gives its server. */
const LIMIT = 120_000

/** The Worker that contributes, started by the first call. */
export interface GiverWorker {
  call<N extends CallName>(name: N, ...args: Parameters<Calls[N]>): ReturnType<Calls[N]>
  /** Ends it, with what it is doing, as a call without an answer does; a later call starts another. */
  stop(): void
}

/** @param create null where the browser has no Workers: then nothing is contributed */
export function giverWorker(create: () => Worker | null): GiverWorker {
  let worker: Worker | null = null
  let next = 0
  const waiting = new Map<number, { done(value: unknown): void; failed(error: Error): void }>()

  function stop(reason = 'it was stopped'): void {
    worker?.terminate()
    worker = null
    for (const { failed } of waiting.values()) failed(failure('contribute/stopped', reason))
    waiting.clear()
  }

  function start(): Worker {
    const started = create()
    if (!started) throw failure('contribute/stopped', 'there are no Workers here: nothing is given')
    started.onerror = (event) => {
      event.preventDefault()
      stop(event.message || 'its file is missing')
    }
    started.onmessage = ({ data: { id, value, problem } }: MessageEvent<FromGiver>) => {
      const call = waiting.get(id)
      waiting.delete(id)
      if (problem) call?.failed(Object.assign(failure(problem.code, problem.message), problem))
      else call?.done(value)
    }
    return started
  }

  return {
    call(call, ...args) {
      const answer = new Promise<unknown>((done, failed) => {
        worker ??= start()
        const id = next++
        waiting.set(id, { done, failed })
        worker.postMessage({ id, call, args } satisfies ToGiver)
      })
      const late = () => {
        const reason = `it did not answer ${call} for ${LIMIT} ms`
        stop(reason)
        return failure('contribute/stopped', reason)
      }
      return within(answer, { milliseconds: LIMIT, late }) as never
    },
    stop: () => stop(),
  }
}
