import { follow, isRecord } from '../capture/follow.ts'
import type { Consent, ConsentAdapter } from '../types.ts'

const STORAGE = ['functionality_storage', 'personalization_storage']

/**
 * Reads Google's Consent Mode from a data layer: both `functionality_storage` and
 * `personalization_storage` must be granted. A `default` of denied is no answer yet, since pages send
 * it before they know one; an `update` is one.
 *
 * @param dataLayer default `window.dataLayer`, created if there is none
 * @example
 * createRecommender({ edge: 'https://edge.example', consent: fromConsentMode() })
 */
export function fromConsentMode(dataLayer?: unknown[]): ConsentAdapter {
  return {
    name: 'consent-mode',
    start(report) {
      const page = globalThis as { dataLayer?: unknown[] }
      if (!dataLayer) page.dataLayer ??= []
      const state: Record<string, unknown> = {}
      let isAnswered = false
      return follow(dataLayer ?? page.dataLayer ?? [], (entry) => {
        if (!isRecord(entry) || entry[0] !== 'consent' || !isRecord(entry[2])) return
        if (entry[1] === 'update') isAnswered = true
        else if (entry[1] !== 'default' || entry[2].region !== undefined) return
        Object.assign(state, entry[2])
        report(readingOf(state, isAnswered))
      })
    },
  }
}

function readingOf(state: Record<string, unknown>, isAnswered: boolean): Consent {
  const values = STORAGE.map((name) => state[name])
  if (values.every((value) => value === 'granted')) return 'granted'
  return isAnswered && values.includes('denied') ? 'denied' : 'pending'
}
