import { completeKinds, kindIndex, type Manifest, viewIndex } from '@tacit-rec/pack'
import { boughtItems, dislikedItems, positives } from './positives.ts'
import type { EncodedEvent } from './types.ts'

const DAY = 86_400_000

/** An event by the name of its kind. */
export interface NamedEvent {
  /** Item index, 0…N−1. */
  item: number
  kind: string
  /** Milliseconds since 1970; absent: unknown. */
  time?: number
}

/** A history in the pack's numbers. */
export interface KnownEvents {
  /** The positives, oldest first: what engines rank by. */
  events: EncodedEvent[]
  /** Items with an event that counts, even if it was taken back later. */
  seen: ReadonlySet<number>
  /** When each of them was met last, in milliseconds since 1970; 0: unknown. */
  met: ReadonlyMap<number, number>
  /** Items that were bought and not given back. */
  bought: ReadonlySet<number>
  /** Items that the person does not want. */
  disliked: ReadonlySet<number>
}

/**
 * Reads a history by the pack's kinds and the vocabulary: a pack of an earlier version lacks some
 * kinds, but a `dislike` is none of its views. Events of a kind that neither knows are dropped.
 *
 * @param history oldest first
 */
export function knownEvents(
  { kinds: own }: Pick<Manifest, 'kinds'>,
  history: readonly NamedEvent[],
): KnownEvents {
  const kinds = completeKinds(own)
  const indices = new Map<string, number>()
  const known = history.flatMap(({ item, kind: name, time }) => {
    const kind = indices.get(name) ?? kindIndex(kinds, name, -1)
    indices.set(name, kind)
    return kind < 0 ? [] : [{ item, kind, time }]
  })
  const likes = positives({ kinds }, known)
  const newest = likes.reduce((latest, { time = 0 }) => Math.max(latest, time), 0)
  const met = new Map(
    known.flatMap(({ item, kind, time = 0 }) =>
      kinds[kind].weight > 0 ? [[item, time] as const] : [],
    ),
  )
  return {
    events: likes.map(({ item, kind, time }) => ({
      item,
      kind: kind < own.length ? kind : viewIndex(own),
      age: time === undefined ? -1 : (newest - time) / DAY,
    })),
    seen: new Set(met.keys()),
    met,
    bought: boughtItems({ kinds }, known),
    disliked: dislikedItems({ kinds }, known),
  }
}
