import { searchClass } from './search.ts'

export type { SearchElementEvents, TacitSearch } from './search.ts'

/**
 * Defines `<tacit-search>`, once. On a server it does nothing.
 *
 * @example
 * defineSearch()
 * const box = document.createElement('tacit-search')
 * Object.assign(box, { recommender: createRecommender({ edge: 'https://edge.example' }) })
 * document.body.append(box)
 */
export function defineSearch(): void {
  if (typeof customElements === 'undefined' || customElements.get('tacit-search')) return
  customElements.define('tacit-search', searchClass())
}
