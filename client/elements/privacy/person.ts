/**
 * All that `<tacit-privacy>` and the devtools know of the recommender's calls about a person: change
 * this file, and no other, when they change. What the recommender cannot do is null here, and the
 * element leaves it out.
 */
import type { Consent, ExportedHistory, Facts, HistoryEvent, Recommender } from '../../types.ts'

export interface PersonInterest {
  id: string
  label: string
  /** Share of all interests, 0…1. */
  weight: number
  muted: boolean
}

export interface Person {
  consent(): Consent
  setConsent(consent: Consent): Promise<void>
  interests(): Promise<PersonInterest[]>
  mute: ((id: string, muted: boolean) => Promise<unknown>) | null
  /** Oldest first. */
  events(): Promise<HistoryEvent[]>
  /** Removes the events on an item. */
  remove: ((item: string) => Promise<unknown>) | null
  /** Facts of the items that the person met last. */
  met(): Promise<Map<string, Facts>>
  export(): Promise<ExportedHistory>
  forget(): Promise<void>
  onChange(listener: () => void): () => void
}

const MAX_MET = 100

type Call = (...args: never[]) => unknown

/** Calls that a recommender has in one of its versions. */
interface Versions {
  consent: (() => Consent) | { status: Consent; set(consent: Consent): Promise<void> }
  setConsent?: (consent: Consent) => Promise<void>
  history:
    | (() => Promise<HistoryEvent[]>)
    | {
        list(): Promise<HistoryEvent[]>
        remove(item: string): Promise<unknown>
        export(): Promise<ExportedHistory>
      }
  export?: () => Promise<ExportedHistory>
  intents:
    | (() => Promise<Listed[]>)
    | {
        list(): Promise<Listed[]>
        mute(id: string): Promise<unknown>
        reset(id: string): Promise<unknown>
      }
}

type Listed = Omit<PersonInterest, 'muted'> & { taste?: string }

const isCall = (value: unknown): value is Call => typeof value === 'function'

/** A person as their recommender knows them. */
export function personOf(recommender: Recommender): Person {
  const { consent, setConsent, history, intents, ...own } = recommender as unknown as Versions
  return {
    consent: () => (isCall(consent) ? consent() : consent.status),
    setConsent: async (next) => {
      await (isCall(consent) ? setConsent?.(next) : consent.set(next))
    },
    async interests() {
      const listed = await ('list' in intents ? intents.list() : intents())
      return listed.map((interest) => ({ ...interest, muted: interest.taste === 'mute' }))
    },
    mute: 'mute' in intents ? (id, muted) => (muted ? intents.mute(id) : intents.reset(id)) : null,
    events: () => ('list' in history ? history.list() : history()),
    remove: 'remove' in history ? (item) => history.remove(item) : null,
    async met() {
      const { items } = await recommender.recent({ limit: MAX_MET, includeUnlisted: true })
      return new Map(items.map(({ id, facts }) => [id, facts]))
    },
    export: () => ('export' in history ? history.export() : own.export!()),
    forget: () => recommender.forget(),
    onChange: (listener) => recommender.on('change', listener),
  }
}
