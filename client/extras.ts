/**
 * A chunk of the SDK that only some pages load: those with experiments, with live facts, with a
 * function as filter, with objects of their own to rank, or that listen to clicks and impressions.
 */
import type { Device } from './device.ts'
import { experimentsOf, readExperiments } from './experiments.ts'
import type { History } from './history/history.ts'
import type { Answer, ListMethod, Query } from './messages.ts'
import type { Settings } from './options.ts'
import { type Listed, outcomes } from './outcomes.ts'
import { rankOwn } from './own-objects.ts'
import { refined } from './refine.ts'
import type { ExperimentOptions, Facts, HistoryEvent, RecommenderEvents } from './types.ts'

/** What it uses of a session. */
interface Context {
  settings: Settings
  device: Device
  history: History
  emit<E extends keyof RecommenderEvents>(event: E, detail: RecommenderEvents[E]): void
  warn(message: string): void
}

/** A list that experiments, live facts or a function as filter may change. */
interface Asked {
  method: ListMethod
  placement: string | null
  filter: ((facts: Facts) => boolean) | null
  /** That the pages before were ranked by. */
  history: readonly HistoryEvent[] | undefined
  query(more: ExperimentOptions, history: readonly HistoryEvent[]): Query
  ask(query: Query, by: ListMethod): Promise<Answer>
  /** Told the arms of this device before anything may fail. */
  assigned(arms: Listed['arms']): void
}

export type Extras = ReturnType<typeof createExtras>

export function createExtras(context: Context) {
  const { settings, device, history, emit, warn } = context
  const isGranted = () => history.status === 'granted'
  const experiments = experimentsOf(readExperiments(settings.experiments, warn), device, isGranted)

  /** Makes a list, and tells the history that it was ranked by. */
  async function list({ method, placement, filter, query, ask, assigned, ...asked }: Asked) {
    // Consent is known once the history is; rounds of a filter belong to one, as pages do.
    const before = asked.history ?? (await history.events())
    const part = method === 'rank' ? experiments.of(placement) : null
    if (part) assigned(part.arms)
    const by = part?.isHeldOut ? 'popular' : method
    const full = query(part?.options ?? {}, before)
    const answer = await refined(context, (one) => ask(one, by), full, filter, placement)
    return { ...answer, ...(by !== method && { code: 'experiment/holdout' }), history: before }
  }

  return { experiments, list, rankOwn, ...outcomes(emit, experiments) }
}
