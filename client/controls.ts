import { quietly, type Session, warn } from './session.ts'
import type { ConsentControl, HistoryControl, RecommenderOptions } from './types.ts'

/** `tacit.consent` over a session. */
export function consentControl({ history, changed }: Session): ConsentControl {
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
        changed()
      }),
  }
}

/** `tacit.history` over a session. */
export function historyControl(
  { history, changed }: Session,
  { edge, catalogue = 'default' }: RecommenderOptions,
): HistoryControl {
  const list = async () => (await history.events()).map((event) => ({ ...event }))
  const change = (work: () => Promise<unknown>) =>
    quietly(async () => {
      await work()
      changed()
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
      return { edge, catalogue, exported, consent: history.status, events }
    },
  }
}
