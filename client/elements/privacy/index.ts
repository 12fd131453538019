import { privacyClass } from './privacy.ts'

export type { TacitPrivacy } from './privacy.ts'

/** Defines `<tacit-privacy>`, once. On a server it does nothing. */
export function definePrivacy(): void {
  if (typeof customElements === 'undefined' || customElements.get('tacit-privacy')) return
  customElements.define('tacit-privacy', privacyClass())
}
