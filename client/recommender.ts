import { consentControl, historyControl } from './controls.ts'
import { acceptsKind } from './kinds.ts'
import { listen } from './listen.ts'
import { browser } from './platform.ts'
import { reportOn } from './report.ts'
import { openSession, quietly, type Session } from './session.ts'
import type { Recommender, RecommenderOptions } from './types.ts'

/**
 * Creates a recommender that ranks on this device. It starts to load the pack at once; nothing
 * happens on import.
 *
 * @example
 * const tacit = createRecommender({ edge: 'https://edge.example', consent: 'granted' })
 * tacit.track('view', 'le-guin-the-dispossessed')
 * const { items } = await tacit.recommend({ limit: 5 })
 */
export function createRecommender(options: RecommenderOptions): Recommender {
  return recommenderOver(openSession(options, browser), options)
}

/** The public object over a session. */
export function recommenderOver(session: Session, options: RecommenderOptions): Recommender {
  const { history, booted, answer, changed } = session
  return {
    ready: Promise.all([booted, history.events()]).then(() => undefined),
    consent: consentControl(session),
    history: historyControl(session, options),
    track(kind, item, details = {}) {
      const { at, ...rest } = details ?? {}
      if (!acceptsKind(session, String(kind))) return
      history.add({ ...rest, kind, item, time: at })
      changed()
    },
    listen: (dataLayer) => listen(dataLayer, session),
    recommend: (wanted = {}) =>
      answer(
        async (ready) => ready.core.rank(ready, ready.engines, await history.events(), wanted),
        wanted.signal,
      ),
    similar: (id, wanted = {}) =>
      answer(
        async ({ core, pack }) => core.rankSimilar(pack, await history.events(), id, wanted),
        wanted.signal,
      ),
    popular: (wanted = {}) =>
      answer(
        async ({ core, pack }) => core.rankPopular(pack, await history.events(), wanted),
        wanted.signal,
      ),
    async catalogue() {
      const ready = await booted
      return { items: ready?.core.allFacts(ready.pack) ?? [] }
    },
    async intents(id) {
      const ready = await booted
      if (!ready) return []
      const { core, pack, engines } = ready
      if (id !== undefined) return core.itemInterests(pack, id)
      return core.interestsOf(pack, engines, await history.events())
    },
    forget: () => quietly(() => history.forget().then(changed)),
    report: () => reportOn(session, options.engine === 'instant'),
    subscribe: session.subscribe,
    dispose: session.dispose,
  }
}
