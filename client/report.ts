import type { Device } from './device.ts'
import type { History } from './history/history.ts'
import type { BrainState } from './messages.ts'
import type { Settings } from './options.ts'
import { ortFiles } from './ort-files.ts'
import type { Report } from './types.ts'

/** What a report reads of a session. */
interface Reported {
  readonly history: Pick<History, 'events' | 'place' | 'status'>
  readonly settings: Settings
  readonly state: BrainState | null
  readonly place: 'worker' | 'page' | null
  readonly device: Pick<Device, 'isStored'>
  readonly ready: Promise<void>
}

/** Where the history is, as it is and not as it was wanted. */
const PLACES = { disk: ', in IndexedDB', memory: ', in memory only', nowhere: '' }

/** Describes what runs, what is stored, and what the SDK may request. */
export async function reportOn(session: Reported): Promise<Report> {
  const { history, settings } = session
  const { config, worker } = settings
  await session.ready
  const { state, place } = session
  const count = (await history.events()).length
  const ort = ortFiles(settings.assets)
  const pack = state && state.stage !== 'none'
  return {
    engine: state?.engine ?? 'none',
    adapter: pack
      ? state.adapter
      : `no pack: ${(state?.problem ?? settings.problem)?.message ?? 'it is loading'}`,
    timings: { ...state?.timings },
    place: place ?? 'none',
    consent: history.status,
    stored: [
      `history: ${count} events${PLACES[history.place]}`,
      ...(session.device.isStored
        ? ['a random number, and counts of experiments, in localStorage']
        : []),
      ...(pack ? [`the pack, ${state.kept ? 'in the Cache API' : 'in memory only'}`] : []),
    ],
    requests: [
      `${config.base}/manifest`,
      ...(settings.hydrate
        ? ['what your hydrate() requests: it gets the ids of what is about to be shown']
        : []),
      ...(settings.contribute
        ? [`${settings.contribute.url}/v1/c/… (after a yes to contribute: of one size, sealed)`]
        : []),
      `${state?.source ?? `${config.base}/files/`}… (the same files for everybody)`,
      ...(worker ? [worker, config.queries] : []),
      ...(config.engine === 'instant'
        ? []
        : [ort.wasm, ort.webgpu].flatMap((build) => [build.worker, build.runtime])),
    ],
  }
}
