import type { Experiments } from './experiments.ts'
import type { EventDetails, HistoryEvent, RecommenderEvents } from './types.ts'

/** What is kept of a listing, for its next page and for events on its items. */
export interface Listed {
  history?: readonly HistoryEvent[]
  placement: string | null
  /** Items on the pages before. */
  offset: number
  ids: readonly string[]
  arms: Readonly<Record<string, string>>
}

type Emit = <E extends 'exposure' | 'impression' | 'click'>(
  event: E,
  detail: RecommenderEvents[E],
) => void

/** Tells the site what became of its listings, and counts it. Nothing of it is sent. */
export function outcomes(emit: Emit, experiments: Experiments) {
  /** The listing that an event names, or else the newest one that has the item. */
  function find(listings: ReadonlyMap<string, Listed>, item: string, list: unknown) {
    const named = typeof list === 'string' ? listings.get(list) : undefined
    if (named) return [String(list), named] as const
    const newest = [...listings].reverse()
    return newest.find(([, { ids }]) => ids.includes(item)) ?? ([null, null] as const)
  }

  return {
    /** A listing was made under experiments. */
    exposed(listing: string, placement: string | null, arms: Listed['arms']): void {
      for (const [experiment, arm] of Object.entries(arms))
        emit('exposure', { experiment, arm, listing, placement })
      experiments.count(arms, 'exposures')
    },

    /** A person did something with an item that may be in a listing. */
    told(
      listings: ReadonlyMap<string, Listed>,
      kind: string,
      item: string,
      { list, value }: EventDetails,
    ): void {
      if (kind !== 'impression' && kind !== 'click') {
        experiments.outcome(kind, value)
        return
      }
      const [listing, found] = find(listings, item, list)
      const at = found ? found.ids.indexOf(item) : -1
      const position = found && at >= 0 ? found.offset + at : null
      const { arms = {}, placement = null } = found ?? {}
      emit(kind, { item, listing, placement, position, experiments: { ...arms } })
      experiments.count(arms, `${kind}s`)
    },
  }
}
