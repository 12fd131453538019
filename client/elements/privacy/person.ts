import type { Recommender } from '../../calls.ts'
import { exemplarNames } from '../../exemplar-names.ts'
import type { Consent, ExportedHistory, Facts, HistoryEvent } from '../../types.ts'

export interface PersonInterest {
  id: string
  label: string
  /** Share of all interests, 0…1. */
  weight: number
  taste?: 'mute' | 'boost'
}

/** What `<tacit-privacy>` shows and changes. */
export interface Person {
  consent(): Consent
  setConsent(consent: Consent): Promise<void>
  interests(): Promise<PersonInterest[]>
  /** Ranks an interest lower or higher; undefined takes that back. */
  say(id: string, taste: 'mute' | 'boost' | undefined): Promise<void>
  /** Oldest first. */
  events(): Promise<HistoryEvent[]>
  /** Removes the events on an item. */
  remove(item: string): Promise<void>
  /** Facts of the items that the person met last. */
  met(): Promise<Map<string, Facts>>
  export(): Promise<ExportedHistory>
  forget(): Promise<void>
  onChange(listener: () => void): () => void
}

const MAX_MET = 500

/** A person as their recommender knows them. */
export function personOf(recommender: Recommender): Person {
  const { consent, history, intents } = recommender
  return {
    consent: () => consent.status,
    setConsent: (next) => consent.set(next),
    async interests() {
      const all = await intents.list()
      return all.map((one) => ({ ...one, label: exemplarNames(one.label) }))
    },
    say: (id, taste) => intents[taste ?? 'reset'](id),
    events: () => history.list(),
    remove: (item) => history.remove(item),
    async met() {
      const { items } = await recommender.recent({ limit: MAX_MET, includeUnlisted: true })
      return new Map(items.map(({ id, facts }) => [id, facts]))
    },
    export: () => history.export(),
    forget: () => recommender.forget(),
    onChange: (listener) => recommender.on('change', listener),
  }
}
