import type { Contribution } from './contribute/index.ts'
import { type Device, openDevice } from './device.ts'
import type { Extras } from './extras.ts'
import { failure, missingPart, type Problem } from './failure.ts'
import { earlyHistory } from './history/early.ts'
import type { History } from './history/history.ts'
import type { Brain, BrainState, Method, Reply } from './messages.ts'
import type { Settings } from './options.ts'
import type { Platform } from './platform.ts'
import { openRefusal, type Refusal } from './refusal.ts'
import { gone, type Remote, startRemote } from './remote.ts'
import type { Consent, HistoryEvent, RecommenderEvents, Tastes } from './types.ts'
import type { Upkeep } from './upkeep.ts'
import { aborted, within } from './wait.ts'

/** Longest wait for a pack whose bytes keep arriving, as a multiple of the timeout. */
const PATIENCE = 15

type Listener = (detail: never) => void

/** One recommender's state: history, pack, engines, listeners. */
export interface Session {
  readonly settings: Settings
  readonly history: History
  /** What is known about pack and engines; null before the first notice. */
  readonly state: BrainState | null
  /** Where ranking runs; null before it is known. */
  readonly place: Remote['place']
  /** Resolves once a pack can rank or has failed to open. Never rejects. */
  readonly ready: Promise<void>
  /**
   * Asks the part that ranks, once a pack is open, by the history as it is now. Equal questions at
   * the same time are asked once.
   *
   * @throws a failure with a code; `sdk/aborted` as soon as the signal aborts
   */
  ask<M extends Method>(
    signal: AbortSignal | undefined,
    method: M,
    ...args: Parameters<Brain[M]>
  ): Promise<Reply<M>>
  readonly device: Device
  /** The part of the SDK that only some pages load. @throws `sdk/core` */
  extras(): Promise<Extras>
  /** The part that contributes, which only pages that offer it load. @throws `sdk/core` */
  contribution(): Promise<Contribution>
  /** A no to contributing, until that part has stored it. */
  readonly refusal: Refusal
  /** The person's answer to contributing; `pending` before that part has read it. */
  readonly contributes: Consent
  /** The history that an answer was ranked by. */
  historyOf(answer: object): readonly HistoryEvent[] | undefined
  /** Called at once when a refusal, `forget()` or a removal takes events away, in any tab. */
  readonly refused: Set<() => void>
  /** Calls the listeners of an event. */
  emit<E extends keyof RecommenderEvents>(event: E, detail: RecommenderEvents[E]): void
  /** Whether anybody listens to an event. Those on items need a part that loads meanwhile. */
  hears(event: string): boolean
  on<E extends keyof RecommenderEvents>(
    event: E,
    listener: (detail: RecommenderEvents[E]) => void,
  ): () => void
  /** Warns on the console, once per message. */
  warn(message: string): void
  dispose(): Promise<void>
}

/** Starts to load: the Worker, then the pack, then the engines. */
export function openSession(settings: Settings, platform: Platform): Session {
  const { config, debug } = settings
  const listeners = new Map<string, Set<Listener>>()
  const refused = new Set<() => void>()
  const warned = new Set<string>()
  const asked = new Map<string, Promise<unknown>>()
  const rankedBy = new WeakMap<object, readonly HistoryEvent[]>()
  const ended = new AbortController()
  let remote: Remote | null = null
  let state: BrainState | null = null
  /** Those that the upkeep, which loads behind the page, has not heard. */
  const states: BrainState[] = []
  let problem: Problem | null = settings.problem
  let wake: (() => void)[] = []
  let sent: readonly HistoryEvent[] | null = null
  let sentTastes: Tastes | null = null
  let settled: Promise<void> | null = null
  let running = 0
  let isMissed = false

  for (const warning of settings.warnings) warn(warning)
  const { base, timeout } = config
  const { consent, user, maxAge } = settings
  const history = earlyHistory(
    {
      ...{ base, store: settings.store ?? base, user, consent, maxAge, timeout, warn },
      kinds: () => state?.kinds ?? null,
      packReady: () => packReady,
    },
    platform,
    { changed: () => emit('change', {}), refused: forget },
  )
  const device = openDevice(
    `tacit device ${config.base}`,
    () => history.status === 'granted',
    platform.deviceStorage,
  )
  const refusal = openRefusal(
    `${settings.store ?? base}${user && ` ${user}`}`,
    platform.deviceStorage,
  )
  // What a page stored that lost its consent elsewhere.
  let isRead = false
  void history.ready.then(() => {
    isRead = true
    device.check()
  })
  let extras: Promise<Extras> | null = null
  let contribution: Promise<Contribution> | null = null
  let giver: Contribution | null = null
  let care: Upkeep | null = null
  // A page that makes and ends a recommender at once, as React's StrictMode does, starts nothing.
  const started = Promise.resolve().then(start)

  /** After a no, nothing that ranks knows the history, not even until the next call. */
  function forget(): void {
    sent = null
    asked.clear()
    remote?.setHistory([], {})
    device.check()
    for (const listener of refused) listener()
  }

  function start(): void {
    if (ended.signal.aborted || problem) return
    remote = startRemote(config, settings.worker, platform, {
      state: heard,
      problem(found) {
        if (debug) warn(found.message)
        // Without the SDK's own files there will be no state.
        if (found.code === 'sdk/core') problem = found
        emit('error', { code: found.code, message: found.message })
        wakeAll()
      },
      alive() {},
    })
    void startUpkeep().catch(() => {})
    // Not on the first event: that request would say that there was one.
    if (settings.experiments !== undefined) void session.extras().catch(() => {})
    if (settings.contribute && !config.saveData)
      platform.whenIdle(() => void session.contribution().catch(() => {}))
  }

  async function startUpkeep(): Promise<void> {
    const { unknownOptions, upkeep } = await import('./later.ts')
    if (ended.signal.aborted) return
    for (const warning of unknownOptions(settings.names)) warn(warning)
    const call = (method: 'look' | 'swap') => void remote?.call(method).catch(() => {})
    care = upkeep(
      {
        emit,
        isMissed: () => isMissed,
        look: () => call('look'),
        swap: () => call('swap'),
        isBusy: () => running > 0,
      },
      platform.sight,
    )
    for (const early of states.splice(0)) care.heard(early)
  }

  function heard(next: BrainState): void {
    if (ended.signal.aborted) return
    const before = state
    state = next
    if (next.stage !== 'none') problem = null
    if (before?.sequence !== next.sequence) settled = null
    // What a kept pack waits for is no fault.
    if (debug && next.problem && next.problem.code !== 'pack/unconfirmed')
      warn(next.problem.message)
    const isWhole = next.stage === 'items' || next.stage === 'details'
    if (isWhole && next.engine !== 'none' && before?.engine === 'none') {
      if (config.engine === 'ort') void settle()
      if (config.engine === 'auto') platform.whenIdle(() => void warm('idle'))
    }
    if (care) care.heard(next)
    else states.push(next)
    wakeAll()
  }

  function wakeAll(): void {
    for (const go of wake.splice(0)) go()
  }

  /** Tells where ONNX Runtime is, which no first list needs to know. */
  async function warm(method: 'idle' | 'settled'): Promise<void> {
    try {
      const { ortFiles } = await import('./later.ts')
      await remote?.call(method, ortFiles(settings.assets))
    } catch {}
  }

  function settle(): Promise<void> {
    settled ??= warm('settled')
    return settled
  }

  const isOpen = () => state !== null && state.stage !== 'none'
  const failed = () => problem ?? (isOpen() ? null : (state?.problem ?? null))

  /** Waits until a pack can rank. */
  async function open(): Promise<void> {
    await started
    while (!isOpen() && !failed() && !ended.signal.aborted)
      await new Promise<void>((go) => wake.push(go))
  }

  /**
   * What ranks. A question reaches it before its pack is open, and is answered by the first parts that
   * can. @throws why nothing can
   */
  async function ranking(): Promise<Remote> {
    await started
    if (config.engine === 'ort') {
      await open()
      if (isOpen()) await settle()
    }
    const found = failed()
    if (ended.signal.aborted || !remote) throw found ? failure(found.code, found.message) : gone()
    if (found) throw failure(found.code, found.message)
    return remote
  }

  function patiently<T>(work: Promise<T>): Promise<T> {
    const milliseconds = PATIENCE * config.timeout
    const late = () =>
      failure('sdk/loading', `the pack is still loading after ${milliseconds} ms: listen to update`)
    return within(work, { milliseconds, late })
  }

  async function askNow<M extends Method>(
    method: M,
    args: Parameters<Brain[M]>,
  ): Promise<Reply<M>> {
    const ranker = await patiently(ranking())
    const events = await history.events()
    const { tastes } = history
    if (events !== sent || tastes !== sentTastes) {
      ranker.setHistory(events, tastes)
      sent = events
      sentTastes = tastes
    }
    const answer = await patiently(ranker.call(method, ...args))
    if (typeof answer === 'object' && answer !== null) rankedBy.set(answer, events)
    return answer
  }

  function emit<E extends keyof RecommenderEvents>(event: E, detail: RecommenderEvents[E]): void {
    if (event === 'change') {
      asked.clear()
      // A consent that was not read yet is no refusal.
      if (isRead) device.check()
    }
    for (const listener of [...(listeners.get(event) ?? [])])
      void quietly(() => listener(detail as never))
  }

  function warn(message: string): void {
    if (warned.has(message)) return
    warned.add(message)
    console.warn(`[tacit] ${message}`)
  }

  const packReady = patiently(open()).then(
    () => {},
    () => {},
  )

  const session: Session = {
    settings,
    history,
    refused,
    refusal,
    device,
    extras() {
      extras ??= import('./extras.ts').then(
        ({ createExtras }) => createExtras(session),
        (error) => {
          extras = null
          throw missingPart(error)
        },
      )
      return within(extras, { milliseconds: config.timeout })
    },
    contribution() {
      contribution ??= Promise.all([import('./contribute/index.ts'), import('./later.ts')]).then(
        ([{ createContribution }, databases]) => {
          giver = createContribution(
            {
              ...{ settings, history, databases, refused, refusal, warn, emit, on: session.on },
              contributable: () => session.ask(undefined, 'contributable'),
              measure: () => session.ask(undefined, 'measure'),
            },
            platform,
          )
          if (ended.signal.aborted) giver.dispose()
          return giver
        },
        (error) => {
          contribution = null
          throw missingPart(error)
        },
      )
      return contribution
    },
    get contributes() {
      return refusal.read() ? 'denied' : (giver?.status ?? 'pending')
    },
    get state() {
      return state
    },
    get place() {
      return remote?.place ?? null
    },
    ready: Promise.all([packReady, history.events().catch(() => {})]).then(() => {}),
    async ask<M extends Method>(
      signal: AbortSignal | undefined,
      method: M,
      ...args: Parameters<Brain[M]>
    ): Promise<Reply<M>> {
      if (signal?.aborted) throw aborted()
      if (ended.signal.aborted) throw gone()
      const key = JSON.stringify([method, args])
      // The key holds the method, so an answer under it has that method's type.
      let answer = asked.get(key) as Promise<Reply<M>> | undefined
      if (!answer) {
        running++
        const work = askNow(method, args).finally(() => {
          running--
          if (asked.get(key) === work) asked.delete(key)
          care?.idle()
        })
        answer = work
        asked.set(key, work)
      }
      try {
        return await within(answer, { signal })
      } catch (error) {
        if (!isOpen()) isMissed = true
        throw error
      }
    },
    historyOf: (answer) => rankedBy.get(answer),
    emit,
    hears: (event) => (listeners.get(event)?.size ?? 0) > 0,
    on(event, listener) {
      if (event === 'click' || event === 'impression') void session.extras().catch(() => {})
      const own = listeners.get(event) ?? new Set()
      listeners.set(event, own)
      own.add(listener as Listener)
      return () => void own.delete(listener as Listener)
    },
    warn,
    async dispose() {
      if (ended.signal.aborted) return
      ended.abort()
      listeners.clear()
      forget()
      care?.dispose()
      giver?.dispose()
      remote?.dispose()
      wakeAll()
      wake = []
      history.dispose()
    },
  }
  return session
}

/** Runs work whose errors must not reach the page. */
export async function quietly(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.debug('[tacit]', error)
  }
}
