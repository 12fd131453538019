/**
 * A chunk of the SDK that only some pages load: those with experiments, with live facts, or with a
 * function as filter.
 */
import type { Device } from './device.ts'
import { type Experiments, experimentsOf, readExperiments } from './experiments.ts'
import type { History } from './history.ts'
import type { Settings } from './options.ts'
import { refined } from './refine.ts'

export interface Extras {
  experiments: Experiments
  refined: typeof refined
}

/** What it uses of a session. */
interface Context {
  settings: Settings
  device: Device
  history: History
  warn(message: string): void
}

export function createExtras({ settings, device, history, warn }: Context): Extras {
  const isGranted = () => history.consent === 'granted'
  const all = readExperiments(settings.experiments, warn)
  return { experiments: experimentsOf(all, device, isGranted), refined }
}
