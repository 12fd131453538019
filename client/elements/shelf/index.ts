import { shelfClass, type TacitShelf } from './shelf.ts'

export type { CardMaker, ShelfEvents, TacitShelf } from './shelf.ts'

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
