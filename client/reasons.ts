import type { EncodedEvent, explainer, nearestPrototypes } from '@tacit-rec/engine'
import { factsOf, type LoadedPack } from '@tacit-rec/pack'
import type { Reason } from './types.ts'

type Explained = ReturnType<ReturnType<typeof explainer>>
/** Prototypes near each user intent, nearest first. */
type Named = ReturnType<typeof nearestPrototypes>

const DID: Record<string, string> = {
  view: 'viewed',
  click: 'viewed',
  cart: 'put into the basket',
  purchase: 'bought',
  like: 'liked',
}

/**
 * The reason for one item: an event (all events of an item together) where it weighs enough beside
 * what the intents give above what every item gets, else an intent by name, else the prior.
 */
export function reasonOf(
  pack: LoadedPack,
  events: readonly EncodedEvent[],
  { events: terms, intents, prior, base }: Explained,
  named: Named,
  candidate: number,
): Reason {
  const byItem = new Map<number, number>()
  for (const [n, term] of terms.entries())
    byItem.set(events[n].item, (byItem.get(events[n].item) ?? 0) + term)
  const [item, remembered] = largest(byItem) ?? [-1, 0]
  const felt = intents.reduce((sum, term) => sum + term, base)
  // All intents together against one event: an event that carries a quarter of it says more.
  if (remembered > 0 && remembered >= felt / 4) return eventReason(pack, events, item, remembered)
  if (felt > 0 && felt >= prior) {
    const prototype = nameFor(pack, candidate, named)
    if (prototype)
      return {
        kind: 'intent',
        text: `Fits your interest in ${prototype.label}`,
        prototype: prototype.id,
        label: prototype.label,
        weight: felt,
      }
  }
  if (remembered > 0) return eventReason(pack, events, item, remembered)
  return popularReason(prior)
}

/** Of the prototypes near the person's intents, the one that the item is nearest to as well. */
function nameFor({ items, manifest, prototypes }: LoadedPack, item: number, named: Named) {
  const { dim } = manifest
  let [best, most] = [-1, 0]
  for (const { prototype, cosine } of named.flat()) {
    let dot = 0
    for (let c = 0; c < dim; c++)
      dot += items.vectors[item * dim + c] * items.prototypes[prototype * dim + c]
    const both = Math.max(0, cosine) * Math.max(0, dot * items.scale[item])
    if (both > most) [best, most] = [prototype, both]
  }
  return prototypes[best]
}

export function popularReason(weight: number): Reason {
  return { kind: 'popular', text: 'Popular here', weight }
}

function eventReason(
  { catalogue, manifest }: LoadedPack,
  events: readonly EncodedEvent[],
  item: number,
  weight: number,
): Reason {
  const { id, title } = factsOf(catalogue, item)
  // Several events may speak of the item: the one that says most is the one of the greatest weight.
  const kinds = events
    .filter((event) => event.item === item)
    .map(({ kind }) => manifest.kinds[kind])
  const strongest = kinds.reduce((a, b) => (b && b.weight > (a?.weight ?? 0) ? b : a), kinds[0])
  const label = title ?? id
  const text = `Because you ${DID[strongest?.name ?? 'view'] ?? 'viewed'} ${label}`
  return { kind: 'event', text, item: id, label, weight }
}

function largest(byItem: Map<number, number>): [number, number] | undefined {
  let best: [number, number] | undefined
  for (const entry of byItem) if (!best || entry[1] > best[1]) best = entry
  return best
}
