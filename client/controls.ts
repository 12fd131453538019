import type { ConsentControl, HistoryControl, IntentControl } from './calls.ts'
import { quietly, type Session } from './session.ts'

/** `tacit.consent` over a session. */
export function consentControl({ history, emit, warn }: Session): ConsentControl {
  return {
    get status() {
      return history.status
    },
    ready: history.ready,
    set: (state, purpose = 'personalize') =>
      quietly(async () => {
        if (purpose !== 'personalize') {
          warn(`consent: there is no purpose ${String(purpose)}: only personalize`)
          return
        }
        await history.setConsent(state)
        emit('change', {})
      }),
  }
}

/** `tacit.history` over a session. */
export function historyControl({ history, emit, settings }: Session): HistoryControl {
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
      return { edge, catalogue, exported, consent, events, tastes: { ...tastes } }
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
