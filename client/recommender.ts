import { browser } from './browser.ts'
import { problemOf } from './failure.ts'
import { lister } from './listing.ts'
import { readOptions } from './options.ts'
import { reportOn } from './report.ts'
import { server } from './server.ts'
import { openSession, quietly, type Session } from './session.ts'
import type { Explained, Facts, Interest, Recommender, RecommenderOptions } from './types.ts'

/**
 * Creates a recommender that ranks on this device. It starts to load the pack at once; nothing
 * happens on import. It never throws: invalid options give a warning, and answers that say why they
 * are empty. On a server it does nothing and holds nothing open.
 *
 * @example
 * const tacit = createRecommender({ edge: 'https://edge.example', consent: 'granted' })
 * await tacit.track('view', 'le-guin-the-dispossessed')
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
  const { history, settings, emit } = session
  const lists = lister(session)
  const changed = () => emit('change', {})
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
  return {
    ready: session.ready,
    consent: () => history.consent,
    setConsent: (next) => quietly(() => history.setConsent(next).then(changed)),
    track: (kind, item, given) =>
      quietly(async () => {
        const { time = Date.now() } = given ?? {}
        lists.told(String(kind), String(item), given ?? {})
        await history.add({ kind: String(kind), item: String(item), time })
        changed()
      }),
    recommend: (options) => lists.list('rank', [], options),
    rank: lists.rank,
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
        return { id, ...none, code, reason: message }
      }
    },
    async catalogue() {
      return { items: await orElse<Facts[]>(session.ask(undefined, 'facts'), []) }
    },
    history: async () => (await history.events()).map((event) => ({ ...event })),
    intents: (item) => orElse<Interest[]>(session.ask(undefined, 'intents', item), []),
    async export() {
      const { edge, catalogue } = settings
      const exported = new Date().toISOString()
      const events = await history.events()
      return { edge, catalogue, exported, consent: history.consent, events }
    },
    forget: () =>
      quietly(async () => {
        lists.forget()
        await history.forget()
        changed()
      }),
    report: () => reportOn(session),
    on: session.on,
    dispose: session.dispose,
  }
}
