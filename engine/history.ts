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
  /** Items that were bought and not given back. */
  bought: ReadonlySet<number>
  /** Items that the person does not want. */
  disliked: ReadonlySet<number>
}

/**
 * Reads a history by the pack's kinds and the vocabulary: a pack of an earlier version lacks some
 * kinds, but a `dislike` is none of its views.
 *
 * @param history oldest first
 */
export function knownEvents(
  { kinds: own }: Pick<Manifest, 'kinds'>,
  history: readonly NamedEvent[],
): KnownEvents {
  const kinds = completeKinds(own)
  const indices = new Map<string, number>()
  const known = history.map(({ item, kind: name, time }) => {
    const kind = indices.get(name) ?? kindIndex(kinds, name)
    indices.set(name, kind)
    return { item, kind, time }
  })
  const likes = positives({ kinds }, known)
  const newest = likes.reduce((latest, { time = 0 }) => Math.max(latest, time), 0)
  return {
    events: likes.map(({ item, kind, time }) => ({
      item,
      kind: kind < own.length ? kind : viewIndex(own),
      age: time === undefined ? -1 : (newest - time) / DAY,
    })),
    seen: new Set(known.flatMap(({ item, kind }) => (kinds[kind].weight > 0 ? [item] : []))),
    bought: boughtItems({ kinds }, known),
    disliked: dislikedItems({ kinds }, known),
  }
}
