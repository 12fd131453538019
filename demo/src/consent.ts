import type { Consent } from '@tacit-rec/client'

const KEY = 'lantern consent'

/**
 * The SDK keeps a yes on this device and nothing else. The shop keeps a no, so that it does not ask
 * on every page: one word that says nothing about the person.
 */
export function readRefusal(): Consent {
  try {
    return localStorage.getItem(KEY) === 'denied' ? 'denied' : 'pending'
  } catch {
    return 'pending'
  }
}

export function keepRefusal(consent: Consent): void {
  try {
    if (consent === 'denied') localStorage.setItem(KEY, 'denied')
    else localStorage.removeItem(KEY)
  } catch {
    // Then it is asked again.
  }
}
