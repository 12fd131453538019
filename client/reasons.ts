import type { EncodedEvent, explainer, nearestPrototypes } from '@tacit/engine'
import { factsOf, type LoadedPack } from '@tacit/pack'
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
 * The reason for one item: whichever term of its score is largest, one event (all events of an item
 * together), one intent above what every item gets, or the prior.
 */
export function reasonOf(
  pack: LoadedPack,
  events: readonly EncodedEvent[],
  { events: terms, intents, prior, base }: Explained,
  named: Named,
): Reason {
  const byItem = new Map<number, number>()
  for (const [n, term] of terms.entries())
    byItem.set(events[n].item, (byItem.get(events[n].item) ?? 0) + term)
  const [item, remembered] = largest(byItem) ?? [-1, 0]
  const felt = intents.reduce((sum, term) => sum + term, base)
  if (remembered > 0 && remembered >= felt) return eventReason(pack, events, item, remembered)
  if (felt > 0 && felt >= prior) {
    const k = intents.indexOf(Math.max(...intents))
    const prototype = pack.prototypes[named[k]?.[0]?.prototype ?? -1]
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
