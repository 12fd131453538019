import { giverFile } from '../giver-file.ts'
import type { History } from '../history/history.ts'
import type { Brain } from '../messages.ts'
import type { Settings } from '../options.ts'
import type { Platform } from '../platform.ts'
import { type Refusal, timeOf } from '../refusal.ts'
import type { Consent, ContributionPreview, ContributionRecord } from '../types.ts'
import { base64Url, step } from './giving.ts'
import { type Databases, isRefusedSince, keptStore, refusalOf } from './kept.ts'
import { pairsOf } from './pairs.ts'
import { sentenceOf } from './sentence.ts'
import { giverWorker } from './worker.ts'

/** Contributing, for pages that offer it: a part of the SDK that no other page loads. */
export interface Contribution {
  /** `pending` until what is stored was read. */
  readonly status: Consent
  /** @param at when it was said: a later no, of any tab, holds against a yes */
  set(consent: Consent, at: number): Promise<void>
  preview(): Promise<ContributionPreview>
  record(): Promise<ContributionRecord>
  dispose(): void
}

/** What it uses of a session. */
interface Used {
  settings: Settings
  history: History
  databases: Databases
  contributable(): ReturnType<Brain['contributable']>
  measure(): ReturnType<Brain['measure']>
  on(event: 'change', listener: () => void): () => void
  emit(event: 'change', detail: Record<string, never>): void
  refused: Set<() => void>
  refusal: Refusal
  warn(message: string): void
}

/** Longest time that a timer can wait. */
const LONGEST = 2 ** 31 - 1

/**
 * Contributes in a Worker, when the page is idle, unless the browser saves data. It begins by itself
 * where the person said yes before.
 */
export function createContribution(
  session: Used,
  platform: Pick<Platform, 'createWorker' | 'onPage' | 'whenIdle'>,
): Contribution {
  const { settings, history, databases, refusal } = session
  const { url, key } = settings.contribute!
  const second = { url: new URL(url, location.href).href.replace(/\/+$/, ''), key }
  const { catalogue, config, user } = settings
  const store = keptStore(databases, settings.store ?? config.base, user, config.timeout, refusal)
  const worker = giverWorker(() => platform.createWorker(giverFile(settings.assets)))
  let secret = newSecret()
  let status: Consent = 'pending'
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRunning = false
  let isAgain = false
  let isAway = false
  let isOver = false

  const { contributable, measure } = session
  const context = {
    ...{ second, catalogue, store, worker, contributable, measure },
    secret: takeSecret,
  }
  const mayGo = () => status === 'granted' && history.status === 'granted' && !isAway && !isOver

  /** The secret of the preview becomes that of the next epoch, once. */
  function takeSecret(): Uint8Array {
    const taken = secret
    secret = newSecret()
    return taken
  }

  /** Reads the answer, then does what is due, one step after another. */
  async function run(): Promise<void> {
    if (isRunning) {
      isAgain = true
      return
    }
    isRunning = true
    clearTimeout(timer)
    try {
      await read()
      if (mayGo() && !config.saveData) {
        const next = await step(context)
        // In the meantime another tab may have said no.
        if (next === null) await read()
        else if (mayGo()) schedule(next)
      }
    } catch (error) {
      console.debug('[tacit]', error)
      if (mayGo()) schedule(Date.now() + RETRY)
    }
    isRunning = false
    if (!isAgain) return
    isAgain = false
    void run()
  }

  function schedule(at: number): void {
    clearTimeout(timer)
    timer = setTimeout(
      () => platform.whenIdle(() => void run()),
      Math.min(LONGEST, Math.max(0, at - Date.now())),
    )
  }

  async function read(): Promise<void> {
    await history.ready
    const { kept } = await store.change(() => undefined)
    tell(kept?.consent ?? 'pending')
  }

  function tell(next: Consent): void {
    if (next !== 'granted') stop()
    if (next === status) return
    status = next
    session.emit('change', {})
  }

  function stop(): void {
    clearTimeout(timer)
    worker.stop()
  }

  /** An event was removed, or a no was said: nothing that is under way goes on. */
  const refused = () => {
    stop()
    void run()
  }
  session.refused.add(refused)
  let heard = history.status
  const unlisten = session.on('change', () => {
    if (history.status === heard) return
    heard = history.status
    void run()
  })
  const stopPage = platform.onPage({
    hide() {
      isAway = true
      stop()
      store.rest(true)
    },
    show() {
      isAway = false
      store.rest(false)
      void run()
    },
  })
  void run()

  return {
    get status() {
      return status
    },
    async set(wanted, at) {
      const next = wanted === 'granted' || wanted === 'denied' ? wanted : 'pending'
      if (next !== wanted)
        session.warn(
          `consent: ${String(wanted)} is none of granted, denied, pending: counts as pending`,
        )
      if (next !== 'granted') tell(next)
      await history.ready
      const waiting = refusal.read()
      if (next === 'granted' && waiting && timeOf(waiting) < at) refusal.clear(waiting)
      const { history: record, kept } = await store.change((before, history) => {
        if (next === 'pending') return null
        if (next === 'denied') return refusalOf(history, at)
        const isKept = before?.consent === next || isRefusedSince(before, at)
        return isKept ? undefined : { consent: next, under: history.epoch, epochs: 0, given: [] }
      })
      if (!record)
        session.warn('consent: contribute needs a yes to personalize, which comes first: ignored')
      else tell(kept?.consent ?? 'pending')
      // Nobody waits for a server.
      void run()
    },
    async preview() {
      const from = await contributable()
      const { kept } = await store.change(() => undefined)
      const plan = kept?.plan && Date.now() < kept.plan.closes ? kept.plan : null
      const expected = { catalogue, clusters: base64Url(from.clusters ?? '') }
      const known =
        plan && from.clusters
          ? await worker.call('parameters', second, expected, plan.text).catch(() => null)
          : null
      const parameters = known?.parameters ?? null
      const isDone = plan?.state === 'sent' || plan?.state === 'sending'
      const all = isDone ? [] : pairsOf(from, kept?.given ?? [])
      const drawn =
        from.clusters && !isDone
          ? await worker.call('choose', all, plan?.secret ?? secret, parameters)
          : { going: [], measures: false }
      if (status !== 'granted') worker.stop()
      const say = await sentenceOf(config.locale)
      return {
        server: new URL(second.url).host,
        pairs: drawn.going.map(({ i, j, titles }) => ({ i, j, text: say(...titles) })),
        given: kept?.given.length ?? 0,
        measures: drawn.measures,
        isGivenThisEpoch: isDone,
        parameters: parameters && termsOf(parameters),
      }
    },
    async record() {
      const { kept } = await store.change(() => undefined)
      return { consent: kept?.consent ?? 'pending', given: kept?.given ?? [] }
    },
    dispose() {
      isOver = true
      stop()
      unlisten()
      stopPage()
      session.refused.delete(refused)
      store.rest(true)
    },
  }
}

const newSecret = () => crypto.getRandomValues(new Uint8Array(32))

/** After a step that failed otherwise than by the server. */
const RETRY = 600_000

type Terms = NonNullable<ContributionPreview['parameters']>

function termsOf({ epoch, closes, threshold, sample, pairs, leak }: Terms): Terms {
  return { epoch, closes, threshold, sample, pairs, leak }
}
