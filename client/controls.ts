import type { ConsentControl, ContributionControl, HistoryControl, IntentControl } from './calls.ts'
import { problemOf } from './failure.ts'
import { quietly, type Session } from './session.ts'
import { within } from './wait.ts'

/** `tacit.consent` over a session. */
export function consentControl(session: Session): ConsentControl {
  const { history, emit, warn, settings } = session
  let last = Promise.resolve()
  /** When the last answer to contributing was given; each one here is later than the one before. */
  let given = 0
  return {
    get status() {
      return history.status
    },
    ready: history.ready,
    set(state, purpose = 'personalize') {
      const before = last
      last = quietly(async () => {
        if (purpose === 'contribute' && settings.contribute) {
          given = Math.max(Date.now(), given + 1)
          const mine = given
          // A yes to store that was said just before comes first; a no waits for nothing.
          if (state === 'granted') await before
          else session.refusal.write(mine)
          if (mine !== given) return
          try {
            const work = session.contribution().then((part) => {
              // Until that file came, a later answer may have been given.
              if (mine === given) return part.set(state, mine)
            })
            await within(work, { milliseconds: settings.config.timeout })
          } catch (error) {
            const { code, message } = problemOf(error)
            emit('error', { code, message })
            emit('change', {})
          }
        } else if (purpose !== 'personalize')
          warn(`consent: there is no purpose ${String(purpose)} here: ignored`)
        else {
          await history.setConsent(state)
          emit('change', {})
        }
      })
      return last
    },
  }
}

/** `tacit.history` over a session. */
export function historyControl(session: Session): HistoryControl {
  const { history, emit, settings } = session
  const { edge, catalogue } = settings
  const list = async () => (await history.events()).map((event) => ({ ...event }))
  const change = (work: () => Promise<unknown>) =>
    quietly(async () => {
      await work()
      emit('change', {})
    })
  return {
    list,
    remove: (which) =>
      change(() =>
        history.remove(typeof which === 'function' ? which : ({ item }) => item === String(which)),
      ),
    clear: () => change(history.clear),
    async import(events) {
      let added = 0
      await change(async () => {
        added = await history.import(events)
      })
      return added
    },
    async export() {
      const exported = new Date().toISOString()
      const events = await list()
      const { status: consent, tastes } = history
      return {
        ...{ edge, catalogue, exported, consent, events, tastes: { ...tastes } },
        ...(settings.contribute && {
          contribution: await (await session.contribution()).record(),
        }),
      }
    },
  }
}

/** `tacit.intents` over a session. @param orElse gives a stand-in for work that fails */
export function intentControl(
  { ask, history, emit }: Session,
  orElse: <T>(work: Promise<T>, otherwise: T) => Promise<T>,
): IntentControl {
  const say = (id: string | undefined, taste?: 'mute' | 'boost') =>
    quietly(async () => {
      const saying = history.setTaste(id, taste)
      emit('change', {})
      await saying
    })
  return {
    list: (item) => orElse(ask(undefined, 'intents', item ?? undefined), []),
    mute: (id) => say(String(id), 'mute'),
    boost: (id) => say(String(id), 'boost'),
    reset: (id) => say(id === undefined ? undefined : String(id)),
  }
}

/** `tacit.contribution` over a session. @param orElse gives a stand-in for work that fails */
export function contributionControl(
  session: Session,
  orElse: <T>(work: Promise<T>, otherwise: T) => Promise<T>,
): ContributionControl {
  const isOffered = session.settings.contribute !== null
  const nothing = {
    ...{ server: '', pairs: [], given: 0, measures: false, isGivenThisEpoch: false },
    parameters: null,
  }
  return {
    isOffered,
    get status() {
      return session.contributes
    },
    preview: async () =>
      isOffered
        ? orElse(
            session.contribution().then((part) => part.preview()),
            nothing,
          )
        : nothing,
  }
}
