import type { Recommendation, Recommendations } from '../../types.ts'
import type { ListRequest, Source } from '../follow.ts'

/** Makes the card of an item; null: the page slots its own into `item:ID`. */
export type CardMaker = ((item: Recommendation) => HTMLElement) | null

/** `<tacit-shelf>`: a list of items as a carousel. */
export interface TacitShelf extends HTMLElement {
  /** Default: the recommender that was given to `provide`. */
  recommender: Source | null
  /** Options that no attribute can hold, such as `filter` and `exclude`. */
  request: ListRequest
  card: CardMaker | undefined
  /** What is shown; null before the first list. */
  readonly listing: Recommendations | null
  refresh(): void
}

interface Met {
  listing: Recommendations
  item: Recommendation
  position: number
}

/** Events of the element and their details. All bubble. */
export interface ShelfEvents {
  'tacit-shown': { listing: Recommendations }
  'tacit-click': Met
  /** Half of the item was in sight: once per item and listing. */
  'tacit-impression': Met
}
