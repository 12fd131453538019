import { combine, type EncodedEvent, encode, scorer } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import type { History } from '../data/index.ts'
import type { Ranker } from '../evaluate/index.ts'

/** A history in the form that the engine takes. */
export function encodedEvents({ item, kind, age }: History): EncodedEvent[] {
  return Array.from(item, (id, n) => ({ item: id, kind: kind[n], age: age[n] }))
}

/** Ranks with a pack through `engine/`, as a browser would. */
export function engineRanker(pack: LoadedPack): Ranker {
  const pooled = scorer(pack)
  return {
    score(history, out) {
      const events = encodedEvents(history)
      out.set(combine(pack, pooled(encode(pack, events).intents), events))
    },
  }
}
