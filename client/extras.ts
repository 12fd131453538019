/**
 * A chunk of the SDK that only some pages load: those with experiments, with live facts, with a
 * function as filter, with objects of their own to rank, or that listen to clicks and impressions.
 */
import type { Device } from './device.ts'
import { experimentsOf, readExperiments } from './experiments.ts'
import type { History } from './history/history.ts'
import type { Settings } from './options.ts'
import { outcomes } from './outcomes.ts'
import { rankOwn } from './own-objects.ts'
import { refined } from './refine.ts'

/** What it uses of a session. */
interface Context {
  settings: Settings
  device: Device
  history: History
  emit: Parameters<typeof outcomes>[0]
  warn(message: string): void
}

export type Extras = ReturnType<typeof createExtras>

export function createExtras({ settings, device, history, emit, warn }: Context) {
  const isGranted = () => history.status === 'granted'
  const experiments = experimentsOf(readExperiments(settings.experiments, warn), device, isGranted)
  return { experiments, refined, rankOwn, ...outcomes(emit, experiments) }
}
