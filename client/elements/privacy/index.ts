import { privacyClass, type TacitPrivacy } from './privacy.ts'

export type { TacitPrivacy } from './privacy.ts'

declare global {
  interface HTMLElementTagNameMap {
    'tacit-privacy': TacitPrivacy
  }
}

/**
 * Defines `<tacit-privacy>`, once. On a server it does nothing.
 *
 * @example
 * definePrivacy()
 * provide(createRecommender({ edge: 'https://edge.example' }))
 * document.body.append(document.createElement('tacit-privacy'))
 */
export function definePrivacy(): void {
  if (typeof customElements === 'undefined' || customElements.get('tacit-privacy')) return
  customElements.define('tacit-privacy', privacyClass())
}
