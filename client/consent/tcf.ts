import type { Consent, ConsentAdapter } from '../types.ts'

interface TcData {
  eventStatus?: string
  cmpStatus?: string
  gdprApplies?: boolean
  listenerId?: number
  publisher?: { consents?: Record<string, boolean> }
  purpose?: { consents?: Record<string, boolean> }
}
type TcfApi = (
  command: string,
  version: number,
  callback: (data: TcData, isOk: boolean) => void,
  parameter?: unknown,
) => void

export interface TcfOptions {
  /** Purposes that must all have consent; default 1, 5 and 6. */
  purposes?: readonly number[]
  /** What it means that the law does not apply; default `pending`. */
  outside?: Consent
}

const RETRY = 200
const TRIES = 50

/**
 * Reads IAB's Transparency and Consent Framework: the publisher's own consent to storage (1), to
 * profiles for content (5) and to their use (6). Waits up to 10 s for a consent platform, and hears
 * every later choice.
 *
 * @example
 * createRecommender({ edge: 'https://edge.example', consent: fromTcf({ purposes: [1, 5] }) })
 */
export function fromTcf({
  purposes = [1, 5, 6],
  outside = 'pending',
}: TcfOptions = {}): ConsentAdapter {
  return {
    name: 'tcf',
    start(report) {
      let id: number | undefined
      let isOn = true
      let timer: ReturnType<typeof setTimeout> | undefined
      const api = () => (globalThis as { __tcfapi?: TcfApi }).__tcfapi

      function heard(data: TcData, isOk: boolean): void {
        if (!isOn) return
        id = data?.listenerId ?? id
        report(isOk ? readingOf(data) : 'pending')
      }

      function readingOf({ eventStatus, gdprApplies, publisher }: TcData): Consent {
        if (gdprApplies === false) return outside
        // `cmpuishown` comes before the person has chosen.
        if (eventStatus !== 'tcloaded' && eventStatus !== 'useractioncomplete') return 'pending'
        return purposes.every((purpose) => publisher?.consents?.[purpose] === true)
          ? 'granted'
          : 'denied'
      }

      function look(tries: number): void {
        const tcf = api()
        if (typeof tcf === 'function') tcf('addEventListener', 2, heard)
        else if (tries > 0) timer = setTimeout(() => look(tries - 1), RETRY)
      }
      look(TRIES)
      return () => {
        isOn = false
        clearTimeout(timer)
        if (id !== undefined) api()?.('removeEventListener', 2, () => {}, id)
      }
    },
  }
}
