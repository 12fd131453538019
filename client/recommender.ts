import { browser } from './browser.ts'
import type { Recommender } from './calls.ts'
import { consentControl, contributionControl, historyControl, intentControl } from './controls.ts'
import { earlyLists } from './early-lists.ts'
import { problemOf } from './failure.ts'
import { readOptions } from './options.ts'
import { server } from './server.ts'
import { openSession, quietly, type Session } from './session.ts'
import type { Explained, Facts, RecommenderOptions, Report } from './types.ts'

/**
 * Creates a recommender that ranks on this device. It starts to load the pack at once; nothing
 * happens on import. It never throws: invalid options give a warning, and answers that say why they
 * are empty. On a server it does nothing and holds nothing open.
 *
 * @example
 * const tacit = createRecommender({ edge: 'https://edge.example', consent: 'granted' })
 * tacit.track('view', 'le-guin-the-dispossessed')
 * const { items } = await tacit.recommend({ limit: 5 })
 */
export function createRecommender(options: RecommenderOptions): Recommender {
  if (typeof document === 'undefined') return recommenderOver(server())
  const settings = readOptions(options, location.href)
  settings.config.saveData = savesData()
  settings.config.locale ??= pageLocale()
  return recommenderOver(openSession(settings, browser))
}

/** The language that the page says it is in. */
function pageLocale(): string | null {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang)[0]
  } catch {
    return null
  }
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

const NOTHING_UNDERSTOOD = {
  ...{ intents: [], slots: [], filters: [], boosts: [], requests: [] },
  page: 0,
}

/** What was typed, whatever it is. */
function textOf(query: unknown): string {
  return query === null || query === undefined ? '' : String(query)
}

function turnsOf(turns: unknown): string[] {
  return Array.isArray(turns) ? turns.map(textOf) : []
}

/** The public object over a session. */
export function recommenderOver(session: Session): Recommender {
  const { history, emit } = session
  const lists = earlyLists(session)
  /** Consent is known once the history is. */
  const experiments = async () => {
    await history.events()
    return (await session.extras()).experiments
  }
  /** An answer that is not a list, or its stand-in. */
  const orElse = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work
    } catch (error) {
      const { code, message } = problemOf(error)
      emit('error', { code, message })
      return otherwise
    }
  }
  const track: Recommender['track'] = (kind, item, details) => {
    try {
      const { at, ...rest } = details ?? {}
      lists.told(String(kind), String(item), rest)
      history.add({ ...rest, kind, item, time: at })
    } catch (error) {
      console.debug('[tacit]', error)
    }
  }
  return {
    ready: session.ready,
    locale: session.settings.locale,
    consent: consentControl(session),
    history: historyControl(session),
    intents: intentControl(session, orElse),
    contribution: contributionControl(session, orElse),
    track,
    listen: (dataLayer) => listen(dataLayer, track),
    recommend: (options) => lists.list('rank', [], options),
    rank: lists.rank,
    search: (query, options) => lists.search(query, options),
    understand: (query, options) =>
      orElse(
        session.ask(options?.signal, 'understand', textOf(query), turnsOf(options?.turns)),
        NOTHING_UNDERSTOOD,
      ),
    similar: (items, options) =>
      lists.list('similar', (Array.isArray(items) ? items : [items]).map(String), options),
    popular: (options) => lists.list('popular', [], options),
    recent: (options) => lists.list('recent', [], options),
    onboarding: (options) => lists.list('onboarding', [], options),
    experiment: (name) =>
      orElse(
        experiments().then((all) => all.arm(String(name))),
        null,
      ),
    experiments: () =>
      orElse(
        experiments().then((all) => all.counts()),
        [],
      ),
    async explain(item): Promise<Explained> {
      const id = String(item)
      try {
        return await session.ask(undefined, 'explain', id)
      } catch (error) {
        const { code, message } = problemOf(error)
        const none = { score: null, why: null, base: 0, prior: 0, intents: [], events: [] }
        return { id, ...none, queries: [], tastes: 0, code, reason: message }
      }
    },
    async catalogue() {
      return { items: await orElse<Facts[]>(session.ask(undefined, 'facts'), []) }
    },
    forget: () =>
      quietly(async () => {
        session.refusal.clear()
        await history.forget()
        emit('change', {})
      }),
    report: () =>
      orElse<Report>(
        import('./later.ts').then(({ reportOn }) => reportOn(session)),
        {
          ...{ engine: 'none', adapter: '', timings: {}, place: 'none', stored: [], requests: [] },
          consent: history.status,
        },
      ),
    on: session.on,
    dispose: session.dispose,
  }
}

/** Reads a data layer by a file of its own, which no other page pays for; asks twice for it. */
function listen(dataLayer: unknown[], track: Recommender['track']): () => void {
  let stop = () => {}
  let isStopped = false
  void quietly(async () => {
    const load = () => import('./capture/data-layer.ts')
    const { readDataLayer } = await load().catch(load)
    if (isStopped) return
    stop = readDataLayer(dataLayer, ({ kind, item, time: _, ...details }) =>
      track(kind as string, item as string, details),
    )
  })
  return () => {
    isStopped = true
    stop()
  }
}
