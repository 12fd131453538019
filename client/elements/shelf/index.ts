import { shelfClass } from './shelf.ts'
import type { TacitShelf } from './types.ts'

export type { CardMaker, ShelfEvents, TacitShelf } from './types.ts'

declare global {
  interface HTMLElementTagNameMap {
    'tacit-shelf': TacitShelf
  }
}

/**
 * Defines `<tacit-shelf>`, once. On a server it does nothing.
 *
 * @example
 * defineShelf()
 * provide(createRecommender({ edge: 'https://edge.example' }))
 * document.body.append(document.createElement('tacit-shelf'))
 */
export function defineShelf(): void {
  if (typeof customElements === 'undefined' || customElements.get('tacit-shelf')) return
  customElements.define('tacit-shelf', shelfClass())
}
