import type { Session } from './session.ts'
import type { Report } from './types.ts'

/** Describes what runs, what is stored, and what the SDK may request. */
export async function reportOn(session: Session, onlyInstant: boolean): Promise<Report> {
  const { base, assets, history } = session
  const engines = (await session.booted)?.engines
  const engine = engines?.name ?? 'none'
  const count = (await history.events()).length
  const place = history.consent === 'granted' ? 'in IndexedDB' : 'in memory only'
  return {
    engine,
    adapter: engines?.adapter ?? `no pack: ${session.failure}`,
    timings: { ...engines?.timings },
    consent: history.consent,
    stored: [`history: ${count} events, ${place}`, 'the pack, in the Cache API'],
    requests: [
      `${base}/manifest`,
      `${base}/files/… (the same files for everybody)`,
      ...(onlyInstant ? [] : [`${assets}ort-…`]),
    ],
  }
}
