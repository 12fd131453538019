import { boughtItems, dislikedItems, type EncodedEvent, positives } from '@tacit-rec/engine'
import { completeKinds, kindIndex, viewIndex } from '@tacit-rec/pack'
import { indexOfItem, type KnownPack } from './item-index.ts'
import type { HistoryEvent } from './types.ts'

const DAY = 86_400_000

/** A history in the pack's numbers. */
export interface KnownHistory {
  /** The positives, oldest first: what engines rank by. */
  events: EncodedEvent[]
  /** Items that the person met: with an event that counts, even if it was taken back later. */
  seen: ReadonlySet<number>
  /** When the person met each of them last, in milliseconds since 1970. */
  met: ReadonlyMap<number, number>
  /** Items that the person bought and did not give back. */
  bought: ReadonlySet<number>
  /** Items that the person does not want. */
  disliked: ReadonlySet<number>
}

/**
 * Reads a history by the pack's kinds and the vocabulary: a pack of an earlier version lacks some
 * kinds, but a `dislike` is none of its views. Events on items that left the catalogue are dropped,
 * and those of a kind that neither knows.
 */
export function readHistory(pack: KnownPack, history: readonly HistoryEvent[]): KnownHistory {
  const own = pack.manifest.kinds
  const kinds = completeKinds(own)
  const indices = new Map<string, number>()
  const known = history.flatMap(({ item: id, kind: name, time }) => {
    const item = indexOfItem(pack, id)
    if (item === undefined) return []
    const kind = indices.get(name) ?? kindIndex(kinds, name, -1)
    indices.set(name, kind)
    return kind < 0 ? [] : [{ item, kind, time }]
  })
  const likes = positives({ kinds }, known)
  const newest = likes.reduce((time, event) => Math.max(time, event.time), 0)
  const met = new Map(
    known.flatMap(({ item, kind, time }) =>
      kinds[kind].weight > 0 ? [[item, time] as const] : [],
    ),
  )
  return {
    events: likes.map(({ item, kind, time }) => ({
      item,
      kind: kind < own.length ? kind : viewIndex(own),
      age: (newest - time) / DAY,
    })),
    seen: new Set(met.keys()),
    met,
    bought: boughtItems({ kinds }, known),
    disliked: dislikedItems({ kinds }, known),
  }
}
