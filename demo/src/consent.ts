import type { Consent } from '@tacit-rec/client'

const KEY = 'lantern consent'

/**
 * The SDK stores only a granted consent. The shop stores a refusal, so that it asks only once: one
 * word that is equal for everybody.
 */
export function readRefusal(): Consent {
  try {
    return localStorage.getItem(KEY) === 'denied' ? 'denied' : 'pending'
  } catch {
    return 'pending'
  }
}

/** Stores `denied`; any other answer deletes it. */
export function storeRefusal(consent: Consent): void {
  try {
    if (consent === 'denied') localStorage.setItem(KEY, 'denied')
    else localStorage.removeItem(KEY)
  } catch {
    // Storage is blocked: the next page asks again.
  }
}
