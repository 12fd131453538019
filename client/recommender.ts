import { browser } from './browser.ts'
import { consentControl, historyControl, intentControl } from './controls.ts'
import { problemOf } from './failure.ts'
import { lister } from './listing.ts'
import { readOptions } from './options.ts'
import { server } from './server.ts'
import { openSession, quietly, type Session } from './session.ts'
import type { Explained, Facts, Recommender, RecommenderOptions, Report } from './types.ts'

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
  return recommenderOver(openSession(settings, browser))
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

/** The public object over a session. */
export function recommenderOver(session: Session): Recommender {
  const { history, emit } = session
  const lists = lister(session)
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
      history.add({ ...rest, kind, item, time: at })
      emit('change', {})
    } catch (error) {
      console.debug('[tacit]', error)
    }
  }
  return {
    ready: session.ready,
    consent: consentControl(session),
    history: historyControl(session),
    intents: intentControl(session, orElse),
    track,
    listen: (dataLayer) => listen(dataLayer, track),
    recommend: (options) => lists.list('rank', [], options),
    rank: lists.rank,
    similar: (items, options) =>
      lists.list('similar', (Array.isArray(items) ? items : [items]).map(String), options),
    popular: (options) => lists.list('popular', [], options),
    recent: (options) => lists.list('recent', [], options),
    async explain(item): Promise<Explained> {
      const id = String(item)
      try {
        return await session.ask(undefined, 'explain', id)
      } catch (error) {
        const { code, message } = problemOf(error)
        const none = { score: null, why: null, base: 0, prior: 0, intents: [], events: [] }
        return { id, ...none, tastes: 0, code, reason: message }
      }
    },
    async catalogue() {
      return { items: await orElse<Facts[]>(session.ask(undefined, 'facts'), []) }
    },
    forget: () =>
      quietly(async () => {
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

/** Reads a data layer by a file of its own, which no other page pays for. */
function listen(dataLayer: unknown[], track: Recommender['track']): () => void {
  let stop = () => {}
  let isStopped = false
  void quietly(async () => {
    const { readDataLayer } = await import('./capture/data-layer.ts')
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
