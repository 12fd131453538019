import {
  combined,
  type EncodedEvent,
  type Explanation,
  explainer,
  memoryOnly,
  type NearPrototype,
  nearestPrototypes,
  topK,
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
  disliked: ReadonlySet<number>
  bought: ReadonlySet<number>
  /** [N]; null without a history. */
  scores: Float32Array | null
  engine: EngineName
  /** The terms of an item's score. */
  explain(item: number): Explanation
  /** What muted and boosted interests add to an item's score; null if there are none. */
  tastes: TasteTerms | null
  /** Prototypes near each user intent. */
  near: readonly NearPrototype[][]
}

/** What a history is scored for, beside itself. */
export interface Asked {
  context?: readonly string[]
  because?: string
}

/**
 * Scores histories, each once: many lists of one page share the scores, and so do the next pages
 * of a list.
 *
 * @param pause lets a page paint between two steps
 * @param tastesIn the terms of the person's tastes in a pack
 */
export function scores(
  pause: () => Promise<void>,
  tastesIn: (pack: ClientPack) => TasteTerms | null = () => null,
) {
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
      const work = scoreNow(pack, engines, history, context, because, pause).then((scored) =>
        withTastes(scored, tastesIn(pack)),
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
): Promise<Omit<Scored, 'tastes'>> {
  const known = readHistory(pack, history)
  const events = [
    ...(because === undefined ? known.events : viewsOf(pack, [because])),
    ...viewsOf(pack, context),
  ]
  const people = { ...known, events, history }
  if (events.length === 0)
    return {
      pack,
      ...people,
      scores: null,
      engine: 'none',
      explain: nothing,
      near: [],
    }
  if (!engines) {
    const { scores, standard } = memoryOnly(pack, events)
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
  return {
    pack,
    ...people,
    scores,
    engine: name,
    explain: explainer(pack, result.encoded, events, standard),
    near: nearestPrototypes(pack, result.encoded, PROTOTYPES_PER_INTENT),
  }
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

/**
 * Picks the best items in tiers: each tier is used up before the next one starts.
 *
 * @param tierOf the tier of an item, from 0; negative: not listed
 * @param tiers their number
 * @returns max `limit` items after the first `skip`
 */
export function pick(
  scores: ArrayLike<number>,
  limit: number,
  skip: number,
  tiers: number,
  tierOf: (item: number) => number,
): { item: number; score: number }[] {
  const wanted = skip + limit
  const listed: { item: number; score: number }[] = []
  for (let tier = 0; tier < tiers && listed.length < wanted; tier++)
    listed.push(...topK(scores, wanted - listed.length, (item) => tierOf(item) !== tier))
  return listed.slice(skip)
}
