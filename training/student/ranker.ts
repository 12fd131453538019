import { combine, type EncodedEvent, encode, scorer } from '@tacit-rec/engine'
import { KINDS, type LoadedPack, type Manifest } from '@tacit-rec/pack'
import type { History } from '../data/index.ts'
import type { Ranker } from '../evaluate/index.ts'

const DISLIKES = new Set(KINDS.filter(({ dislike }) => dislike).map(({ name }) => name))

/** A history in the form that the engine takes; dislikes are its newest events. */
export function encodedEvents(
  { item, kind, age, disliked }: History,
  { kinds }: Pick<Manifest, 'kinds'>,
): EncodedEvent[] {
  const events = Array.from(item, (id, n) => ({ item: id, kind: kind[n], age: age[n] }))
  const dislike = kinds.findIndex(({ name, weight }) => DISLIKES.has(name) && weight <= 0)
  if (disliked && dislike >= 0)
    for (const id of disliked) events.push({ item: id, kind: dislike, age: -1 })
  return events
}

/** Ranks with a pack through `engine/`, as a browser would. */
export function engineRanker(pack: LoadedPack): Ranker {
  const pooled = scorer(pack)
  return {
    score(history, out) {
      const events = encodedEvents(history, pack.manifest)
      out.set(combine(pack, pooled(encode(pack, events).intents), events))
    },
  }
}
