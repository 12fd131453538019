import { searchClass } from './search.ts'
import type { TacitSearch } from './types.ts'

export type { SearchElementEvents, TacitSearch } from './types.ts'
export { type Understood, understood } from './understood.ts'

declare global {
  interface HTMLElementTagNameMap {
    'tacit-search': TacitSearch
  }
}

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
