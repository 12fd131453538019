import { failure, missingPart, problemOf } from './failure.ts'
import {
  type Brain,
  type Config,
  type FromWorker,
  type Method,
  type Notices,
  PROTOCOL,
  type Reply,
  type ToWorker,
} from './messages.ts'
import type { Platform } from './platform.ts'
import type { HistoryEvent, Tastes } from './types.ts'
import { within } from './wait.ts'

/** The part that ranks, wherever it runs. */
export interface Remote {
  call<M extends Method>(method: M, ...args: Parameters<Brain[M]>): Promise<Reply<M>>
  setHistory(history: readonly HistoryEvent[], tastes: Tastes): void
  /** Where it runs; null before it is known. */
  readonly place: 'worker' | 'page' | null
  /** Ends it at once; calls that wait are rejected with `sdk/disposed`. */
  dispose(): void
}

interface Call {
  method: Method
  args: unknown[]
  resolve(value: unknown): void
  reject(error: Error): void
}

/**
 * Starts the part that ranks in a Worker. Where there is none, where it does not answer, and where
 * it dies, the page does the work itself; calls that wait are repeated there.
 *
 * @param url of the Worker's script; null: the page does the work
 */
export function startRemote(
  config: Config,
  url: string | null,
  platform: Platform,
  notices: Notices,
): Remote {
  const calls = new Map<number, Call>()
  let calling = 0
  let history: readonly HistoryEvent[] = []
  let tastes: Tastes = {}
  let worker: Worker | null = null
  let page: Promise<Brain> | null = null
  let disposed = false
  let place: Remote['place'] = null
  let isOpening = true
  let silence: ReturnType<typeof setTimeout> | undefined

  const post = (message: ToWorker) => worker?.postMessage(message)

  /**
   * Silence is a sign of death only while something is awaited, and only if a ping is not answered
   * either: a script may take long to arrive, and a page that was busy has not heard yet.
   */
  function listen(isLastChance = false): void {
    clearTimeout(silence)
    if (!worker || (calls.size === 0 && !isOpening && place !== null)) return
    silence = setTimeout(() => {
      if (isLastChance) leaveWorker('it is silent')
      else {
        post({ do: 'ping' })
        listen(true)
      }
    }, config.timeout)
  }

  function startWorker(): void {
    try {
      worker = url === null ? null : platform.createWorker(url)
    } catch (error) {
      leaveWorker(problemOf(error).message)
      return
    }
    if (!worker) {
      usePage()
      return
    }
    worker.onerror = (event) => {
      event.preventDefault()
      leaveWorker(event.message || 'it did not start')
    }
    worker.onmessageerror = () => leaveWorker('it sent what cannot be read')
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => receive(data)
    // Both wait in the Worker's queue until its script runs.
    post({ do: 'start', protocol: PROTOCOL, config })
    post({ do: 'history', history, tastes })
    listen()
  }

  function receive(data: FromWorker): void {
    if (data.done === 'hello' && data.protocol !== PROTOCOL) {
      leaveWorker(`${url} is of another version: deploy the SDK's files together`)
    } else if (data.done === 'hello') {
      place = 'worker'
    } else if (data.done === 'state') {
      isOpening = data.state.stage === 'none' && !data.state.problem
      notices.state(data.state)
    } else if (data.done === 'problem') notices.problem(data.problem)
    else if (data.done === 'call') {
      const call = calls.get(data.id)
      calls.delete(data.id)
      if (data.problem) call?.reject(failure(data.problem.code, data.problem.message))
      else call?.resolve(data.value)
    }
    listen()
  }

  function leaveWorker(reason: string): void {
    clearTimeout(silence)
    worker?.terminate()
    worker = null
    if (disposed || page) return
    notices.problem(failure('sdk/worker', `the Worker cannot be used (${reason}): the page ranks`))
    usePage()
  }

  function usePage(): void {
    place = 'page'
    for (const call of calls.values()) runHere(call)
    calls.clear()
    if (!page) void openHere().catch(() => {})
  }

  /** The page's own part; a failed download of it is tried again by the next call. */
  function openHere(): Promise<Brain> {
    page ??= within(
      import('./core.ts').catch((error: unknown) => {
        throw missingPart(error)
      }),
      { milliseconds: config.timeout },
    ).then(
      ({ createBrain }) => {
        const brain = createBrain(config, platform, notices, true)
        if (disposed) brain.dispose()
        brain.setHistory(history, tastes)
        return brain
      },
      (error) => {
        page = null
        notices.problem(problemOf(error))
        throw error
      },
    )
    return page
  }

  function runHere({ method, args, resolve, reject }: Call): void {
    openHere()
      .then((brain) => (brain[method] as (...args: unknown[]) => Promise<unknown>)(...args))
      .then(resolve, reject)
  }

  startWorker()

  return {
    get place() {
      return place
    },
    async call<M extends Method>(method: M, ...args: Parameters<Brain[M]>) {
      const answer = new Promise<unknown>((resolve, reject) => {
        const call: Call = { method, args, resolve, reject }
        if (disposed) return reject(gone())
        if (!worker) return runHere(call)
        const id = calling++
        calls.set(id, call)
        post({ do: 'call', id, method, args })
        if (calls.size === 1) listen()
      })
      // Both sides share the types of the methods, and PROTOCOL refuses another version.
      return (await answer) as Reply<M>
    },
    setHistory(next, said) {
      history = next
      tastes = said
      post({ do: 'history', history, tastes })
      void page?.then((brain) => brain.setHistory(next, said)).catch(() => {})
    },
    dispose() {
      disposed = true
      clearTimeout(silence)
      worker?.terminate()
      worker = null
      for (const { reject } of calls.values()) reject(gone())
      calls.clear()
      history = []
      tastes = {}
      void page?.then((brain) => brain.dispose()).catch(() => {})
    },
  }
}

export function gone(): Error {
  return failure('sdk/disposed', 'the recommender was disposed')
}
