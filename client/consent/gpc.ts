import type { Consent, ConsentAdapter } from '../types.ts'

/**
 * Reads Global Privacy Control: a browser that sends it says no. Without it there is no answer yet.
 * A later `consent.set('granted')` of the person overrides it.
 *
 * @param on what the signal means; default `denied`
 * @param off what its absence means; default `pending`
 * @example
 * createRecommender({ edge: 'https://edge.example', consent: fromGpc() })
 */
export function fromGpc(on: Consent = 'denied', off: Consent = 'pending'): ConsentAdapter {
  return {
    name: 'gpc',
    start(report) {
      const { globalPrivacyControl } = navigator as { globalPrivacyControl?: unknown }
      report(globalPrivacyControl === true || globalPrivacyControl === '1' ? on : off)
      return () => {}
    },
  }
}
