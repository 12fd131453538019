import type { Session } from './session.ts'
import type { Report } from './types.ts'

/** Where the history is, as it is and not as it was wanted. */
const PLACES = { disk: ', in IndexedDB', memory: ', in memory only', nowhere: '' }

/** Describes what runs, what is stored, and what the SDK may request. */
export async function reportOn(session: Session, onlyInstant: boolean): Promise<Report> {
  const { base, assets, history } = session
  const engines = (await session.booted)?.engines
  const engine = engines?.name ?? 'none'
  const count = (await history.events()).length
  return {
    engine,
    adapter: engines?.adapter ?? `no pack: ${session.failure}`,
    timings: { ...engines?.timings },
    consent: history.status,
    stored: [`history: ${count} events${PLACES[history.place]}`, 'the pack, in the Cache API'],
    requests: [
      `${base}/manifest`,
      `${base}/files/… (the same files for everybody)`,
      ...(onlyInstant ? [] : [`${assets}ort-…`]),
    ],
  }
}
