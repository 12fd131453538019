import type { EncodedEvent, Explanation, NearPrototype } from '@tacit-rec/engine'
import { factsOf, kindNamed } from '@tacit-rec/pack'
import { exemplarNames } from './exemplar-names.ts'
import type { ClientPack } from './packs.ts'
import type { HistoryEvent, Reason } from './types.ts'
import { deed, ENGLISH, say, type Words } from './words.ts'

type Explainable = Pick<
  ClientPack,
  'manifest' | 'items' | 'prototypes' | 'prototypeVectors' | 'catalogue'
>

/** An event is the reason if it contributes at least this share of the intents' net score. */
const MIN_EVENT_SHARE = 1 / 4

/**
 * The reason for one item. Returns the strongest event if it contributes at least a quarter of the
 * intents' net score; otherwise the best-matching intent, if the intents outweigh the prior;
 * otherwise the event, if it contributes at all; otherwise popularity. Several events on one item
 * count together. The net score is what the intents add to the term that all items share.
 *
 * @param near prototypes near each user intent
 * @param candidate the item to explain
 */
export function reasonOf(
  pack: Explainable,
  events: readonly EncodedEvent[],
  { events: terms, intents, prior, base }: Explanation,
  near: readonly NearPrototype[][],
  candidate: number,
  words: Words = ENGLISH,
): Reason {
  const byItem = new Map<number, number>()
  for (const [n, term] of terms.entries())
    byItem.set(events[n].item, (byItem.get(events[n].item) ?? 0) + term)
  const [item, eventTerm] = largest(byItem) ?? [-1, 0]
  const intentTerm = intents.reduce((sum, term) => sum + term, base)
  if (eventTerm > 0 && eventTerm >= intentTerm * MIN_EVENT_SHARE)
    return eventReason(pack, events, item, eventTerm, words)
  if (intentTerm > 0 && intentTerm >= prior) {
    const prototype = matchingPrototype(pack, candidate, near.flat())
    if (prototype)
      return {
        kind: 'intent',
        text: say(words.interest, interestIn(prototype.label, words)),
        prototype: prototype.id,
        label: prototype.label,
        weight: intentTerm,
      }
  }
  if (eventTerm > 0) return eventReason(pack, events, item, eventTerm, words)
  return popularReason(prior, words)
}

/**
 * A label that only names exemplars, "like Aladdin and Mulan", needs a noun in an English sentence. In
 * other languages the names stand alone.
 */
function interestIn(label: string, { interest }: Words): string {
  const isSentence = interest === ENGLISH.interest && label.startsWith('like ')
  return isSentence ? `items ${label}` : exemplarNames(label)
}

export function popularReason(weight: number, { popular }: Words): Reason {
  return { kind: 'popular', text: popular, weight }
}

/** For an item that chance put on its place. */
export function exploredReason(weight: number, { explored }: Words): Reason {
  return { kind: 'explore', text: explored, weight }
}

/** For an item that is similar to another one. */
export function similarReason(
  { catalogue }: Pick<Explainable, 'catalogue'>,
  to: number,
  weight: number,
  words: Words,
): Reason {
  const { id: item, title: label = item } = factsOf(catalogue, to)
  return { kind: 'event', text: say(words.similar, label), item, label, weight }
}

/** For an item that a search found. @param matched the words of the query that it has */
export function matchReason(
  query: string,
  matched: readonly string[],
  weight: number,
  { matches, close }: Words,
): Reason {
  const text =
    matched.length > 0 ? say(matches, matched.join(' ')) : say(close, query.trim().slice(0, 80))
  return { kind: 'query', text, query, weight }
}

/** For an item that a past query asked for. */
export function queryReason(query: string, weight: number, { searched }: Words): Reason {
  const label = query.trim().slice(0, 80)
  return { kind: 'query', text: say(searched, label), query, label, weight }
}

/** For an item that the person met: what they did with it last. */
export function metReason(
  { catalogue }: Pick<Explainable, 'catalogue'>,
  history: readonly HistoryEvent[],
  item: number,
  words: Words,
): Reason {
  const { id, title: label = id } = factsOf(catalogue, item)
  const kind = [...history].reverse().find((event) => event.item === id)?.kind ?? ''
  const event = kindNamed(kind)?.name ?? kind
  return {
    kind: 'event',
    text: say(deed(words.did, event), label),
    item: id,
    event,
    label,
    weight: 0,
  }
}

/** For an item that the site named itself. */
export function fallbackReason({ chosen }: Words = ENGLISH): Reason {
  return { kind: 'fallback', text: chosen, weight: 0 }
}

/**
 * The prototype p with the largest cos(u, p) · (z · p), negative factors as 0: near both a user
 * intent u and the item's z. Undefined if every product is 0.
 */
function matchingPrototype(
  { items, manifest, prototypes, prototypeVectors }: Explainable,
  item: number,
  near: readonly NearPrototype[],
) {
  const { dim } = manifest
  let [best, max] = [-1, 0]
  for (const { prototype, cosine } of near) {
    let dot = 0
    for (let c = 0; c < dim; c++)
      dot += items.vectors[item * dim + c] * prototypeVectors[prototype * dim + c]
    const match = Math.max(0, cosine) * Math.max(0, dot * items.scale[item])
    if (match > max) [best, max] = [prototype, match]
  }
  return prototypes[best]
}

/** Names the item, and the kind of highest weight among the events on it. */
function eventReason(
  { catalogue, manifest }: Explainable,
  events: readonly EncodedEvent[],
  item: number,
  weight: number,
  words: Words,
): Reason {
  const { id, title: label = id } = factsOf(catalogue, item)
  const kinds = events
    .filter((event) => event.item === item)
    .map(({ kind }) => manifest.kinds[kind])
  const strongest = kinds.reduce((a, b) => (b && b.weight > (a?.weight ?? 0) ? b : a), kinds[0])
  const event = strongest?.name
  const text = say(deed(words.because, event), label)
  return { kind: 'event', text, item: id, ...(event && { event }), label, weight }
}

function largest(byItem: Map<number, number>): [number, number] | undefined {
  let best: [number, number] | undefined
  for (const entry of byItem) if (!best || entry[1] > best[1]) best = entry
  return best
}
