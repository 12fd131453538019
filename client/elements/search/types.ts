import type { Recommender } from '../../calls.ts'
import type { Recommendation } from '../../types.ts'

/** What the element needs of a recommender. */
export type Searching = Pick<Recommender, 'search' | 'track'> &
  Partial<Pick<Recommender, 'understand' | 'locale'>>

/** `<tacit-search>`: a search box that suggests as one types. */
export interface TacitSearch extends HTMLElement {
  /** Default: the recommender that was given to `provide`. */
  recommender: Searching | null
  /** What is in the box. */
  value: string
}

/** Events of the element and their details. All bubble; `preventDefault` keeps it from navigating. */
export interface SearchElementEvents {
  /** A suggestion was chosen. Default: go to its `url`. */
  'tacit-select': { item: Recommendation; query: string }
  /** The query was sent. Default: go to `href` + the query. */
  'tacit-query': { query: string }
  /** The query changed, a short pause ago. */
  'tacit-type': { query: string }
}
