import { completeKinds, kindIndex, type Manifest, viewIndex } from '@tacit-rec/pack'
import { boughtItems, dislikedItems, dislikeIndices, positiveIndices } from './positives.ts'
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
  /** The positives and, beside some, the dislikes that push away; oldest first: what engines rank by. */
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
  const likes = positiveIndices({ kinds }, known)
  // A pack of an earlier version would take a kind that it lacks for a view.
  const dislikes = dislikeIndices({ kinds }, known).filter((at) => known[at].kind < own.length)
  const read = [...likes, ...dislikes].sort((a, b) => a - b).map((at) => known[at])
  const newest = likes.reduce((latest, at) => Math.max(latest, known[at].time ?? 0), 0)
  const met = new Map(
    known.flatMap(({ item, kind, time = 0 }) =>
      kinds[kind].weight > 0 ? [[item, time] as const] : [],
    ),
  )
  return {
    events: read.map(({ item, kind, time }) => ({
      item,
      kind: kind < own.length ? kind : viewIndex(own),
      age: time === undefined ? -1 : Math.max(0, (newest - time) / DAY),
    })),
    seen: new Set(met.keys()),
    met,
    bought: boughtItems({ kinds }, known),
    disliked: dislikedItems({ kinds }, known),
  }
}
