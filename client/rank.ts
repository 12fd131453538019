import {
  combined,
  type Demand,
  type EncodedEvent,
  type Explanation,
  explainer,
  memoryOnly,
  type NearPrototype,
  nearestPrototypes,
} from '@tacit-rec/engine'
import { viewIndex } from '@tacit-rec/pack'
import type { Engines } from './engines.ts'
import { indexOfItem } from './item-index.ts'
import type { ClientPack } from './packs.ts'
import { readHistory } from './read-history.ts'
import { type TasteTerms, withTastes } from './tastes.ts'
import type { EngineName, HistoryEvent } from './types.ts'

/** Prototypes per user intent among which a reason looks for the item's own. */
const PROTOTYPES_PER_INTENT = 8
const MAX_KEPT = 8

/** A history, scored with one pack. */
export interface Scored {
  pack: ClientPack
  history: readonly HistoryEvent[]
  /** What engines ranked by, oldest first. */
  events: readonly EncodedEvent[]
  seen: ReadonlySet<number>
  met: ReadonlyMap<number, number>
  disliked: ReadonlySet<number>
  bought: ReadonlySet<number>
  /** [N]; null without a history. */
  scores: Float32Array | null
  engine: EngineName
  /** The terms of an item's score. */
  explain(item: number): Explanation
  /** What past queries add to the scores. */
  demand: readonly Demand[]
  /** What muted and boosted interests add to an item's score; null if there are none. */
  tastes: TasteTerms | null
  /** Prototypes near each user intent. */
  near: readonly NearPrototype[][]
}

/** A history for lists that no score of it orders: what the person met, bought and dislikes. */
export function unscored(pack: ClientPack, history: readonly HistoryEvent[]): Scored {
  const people = { ...readHistory(pack, history), history, demand: [], tastes: null }
  return { pack, ...people, scores: null, engine: 'none', explain: nothing, near: [] }
}

/** What a history is scored for, beside itself. */
export interface Asked {
  context?: readonly string[]
  because?: string
}

/** What a score has beside the student's terms. */
interface Terms {
  /** What past queries add. */
  demandOf(pack: ClientPack, history: readonly HistoryEvent[]): Promise<Demand[]>
  /** What the person's tastes add in a pack. */
  tastesIn(pack: ClientPack): TasteTerms | null
}

const NO_TERMS: Terms = { demandOf: async () => [], tastesIn: () => null }

/**
 * Scores histories, each once: many lists of one page share the scores, and so do the next pages
 * of a list.
 *
 * @param pause lets a page paint between two steps
 * @param terms what past queries, and the person's tastes, add
 */
export function scores(pause: () => Promise<void>, { demandOf, tastesIn }: Terms = NO_TERMS) {
  const kept = new Map<string, Promise<Scored>>()
  let of: { pack: ClientPack; history: readonly HistoryEvent[]; engine: EngineName } | null = null

  return {
    score(
      pack: ClientPack,
      engines: Engines | null,
      history: readonly HistoryEvent[],
      { context = [], because }: Asked,
    ): Promise<Scored> {
      const engine = engines?.name ?? 'none'
      if (of?.pack !== pack || of.history !== history || of.engine !== engine) kept.clear()
      of = { pack, history, engine }
      const key = JSON.stringify([context, because])
      const before = kept.get(key)
      if (before) return before
      const work = scoreNow(pack, engines, history, context, because, pause, demandOf).then(
        (scored) => withTastes(scored, tastesIn(pack)),
      )
      kept.set(key, work)
      work.catch(() => kept.delete(key))
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!)
      return work
    },
    clear(): void {
      kept.clear()
      of = null
    },
  }
}

async function scoreNow(
  pack: ClientPack,
  engines: Engines | null,
  history: readonly HistoryEvent[],
  context: readonly string[],
  because: string | undefined,
  pause: () => Promise<void>,
  demandOf: (pack: ClientPack, history: readonly HistoryEvent[]) => Promise<Demand[]>,
): Promise<Omit<Scored, 'tastes'>> {
  const known = readHistory(pack, history)
  const events = [
    ...(because === undefined ? known.events : viewsOf(pack, [because])),
    ...viewsOf(pack, context),
  ]
  // A list by one item is about that item alone.
  const demand = because === undefined ? await demandOf(pack, history) : []
  const people = { ...known, events, history, demand }
  if (events.length === 0 && demand.length === 0)
    return {
      pack,
      ...people,
      scores: null,
      engine: 'none',
      explain: nothing,
      near: [],
    }
  if (!engines || events.length === 0) {
    const { scores, standard } = engines
      ? combined(pack, new Float32Array(pack.manifest.items), events)
      : memoryOnly(pack, events)
    addDemand(scores, demand)
    const explain = explainer(pack, NO_INTENTS, events, standard)
    return { pack, ...people, scores, engine: 'none', explain, near: [] }
  }
  const { result, name } = await engines.run(async (engine) => {
    const encoded = await engine.encode(events)
    await pause()
    return { encoded, pooled: await engine.pool(encoded) }
  })
  await pause()
  const { scores, standard } = combined(pack, result.pooled, events)
  addDemand(scores, demand)
  return {
    pack,
    ...people,
    scores,
    engine: name,
    explain: explainer(pack, result.encoded, events, standard),
    near: nearestPrototypes(pack, result.encoded, PROTOTYPES_PER_INTENT),
  }
}

function addDemand(scores: Float32Array, demand: readonly Demand[]): void {
  for (const { scores: more } of demand)
    for (let i = 0; i < scores.length; i++) scores[i] += more[i]
}

const NO_INTENTS = { intents: new Float32Array(0), attention: new Float32Array(0) }

function nothing(): never {
  throw new Error('nothing was scored')
}

/** Items of the page as events that just happened; unknown ids are dropped. */
function viewsOf(pack: ClientPack, ids: readonly string[]): EncodedEvent[] {
  const kind = viewIndex(pack.manifest.kinds)
  return ids.flatMap((id) => {
    const item = indexOfItem(pack, id)
    return item === undefined ? [] : [{ item, kind, age: 0 }]
  })
}
