import { KINDS, kindNamed, type Manifest, viewIndex } from '@tacit-rec/pack'
import type { EncodedEvent } from './types.ts'

type Kinds = Pick<Manifest, 'kinds'>
/** What judging an event needs: indices of its item and its kind. */
type Judged = Pick<EncodedEvent, 'item' | 'kind'>

/** What a kind says about an item, by its index in a manifest. */
interface Meaning {
  isLike: boolean
  isDislike: boolean
  /** A like that a person means, which a view or a click need not be. */
  isDeliberate: boolean
  /** The kind that it takes back. */
  undoes: string | undefined
  /** Its name in the vocabulary. */
  name: string
}

const meanings = new WeakMap<Manifest['kinds'], Meaning[]>()

/**
 * The events that pull towards their items, in their order: those of a kind with a weight above 0
 * that the person did not take back. Left out are
 *
 * - events of weight 0, such as impressions and queries,
 * - an event whose opposite follows: a cart before a `remove_from_cart`, a purchase before a
 *   `refund`. Each takes back the newest one that is not taken back yet.
 * - every event of an item that the person dislikes ({@link dislikedItems}).
 *
 * An opposite or a dislike with a weight of its own counts as any like.
 *
 * @param events oldest first; an index outside the kinds counts as `view`
 * @returns the same array if nothing is left out
 */
export function positives<E extends Judged>(pack: Kinds, events: readonly E[]): readonly E[] {
  const kept = positiveIndices(pack, events)
  return kept.length === events.length ? events : kept.map((at) => events[at])
}

/** The indices of {@link positives}, ascending. */
export function positiveIndices(pack: Kinds, events: readonly Judged[]): number[] {
  const known = meaningsOf(pack)
  const all = Array.from(events.keys())
  if (events.every((event) => known[kindOf(pack, event)].isLike)) return all
  const disliked = dislikedItems(pack, events)
  const opposites = new Map<string, number>()
  const kept: number[] = []
  for (const at of all.reverse()) {
    const { item } = events[at]
    const { isLike, undoes, name } = known[kindOf(pack, events[at])]
    if (disliked.has(item)) continue
    const key = `${undoes ?? name} ${item}`
    const waiting = opposites.get(key) ?? 0
    if (!isLike) {
      if (undoes) opposites.set(key, waiting + 1)
    } else if (waiting > 0) opposites.set(key, waiting - 1)
    else kept.push(at)
  }
  return kept.reverse()
}

/**
 * The items that a person does not want: those with a `dislike` or `hide` and no later event that
 * says the contrary, such as a save or a purchase. A later view or click does not.
 *
 * @param events oldest first
 */
export function dislikedItems(pack: Kinds, events: readonly Judged[]): ReadonlySet<number> {
  const known = meaningsOf(pack)
  const disliked = new Set<number>()
  for (const event of events) {
    const { isDislike, isDeliberate } = known[kindOf(pack, event)]
    if (isDislike) disliked.add(event.item)
    else if (isDeliberate) disliked.delete(event.item)
  }
  return disliked
}

/**
 * The indices of the dislikes that push away: of each of the {@link dislikedItems} the newest dislike,
 * ascending. None without {@link positives}: a history of dislikes alone ranks nothing.
 *
 * @param events oldest first
 */
export function dislikeIndices(pack: Kinds, events: readonly Judged[]): number[] {
  const known = meaningsOf(pack)
  const says = events.map((event) => known[kindOf(pack, event)])
  if (!says.some(({ isDislike }) => isDislike)) return []
  if (positiveIndices(pack, events).length === 0) return []
  const waiting = new Set(dislikedItems(pack, events))
  const kept: number[] = []
  for (let at = events.length - 1; at >= 0 && waiting.size > 0; at--)
    if (says[at].isDislike && waiting.delete(events[at].item)) kept.push(at)
  return kept.reverse()
}

/** The items that a person bought and did not give back. @param events oldest first */
export function boughtItems(pack: Kinds, events: readonly Judged[]): ReadonlySet<number> {
  const known = meaningsOf(pack)
  const kept = positives(pack, events)
  return new Set(
    kept.flatMap((event) => (known[kindOf(pack, event)].name === 'purchase' ? [event.item] : [])),
  )
}

/** The event's kind; that of `view` if the pack does not have it. */
export function kindOf({ kinds }: Kinds, { kind }: Pick<Judged, 'kind'>): number {
  return Number.isInteger(kind) && kind >= 0 && kind < kinds.length ? kind : viewIndex(kinds)
}

/** Computed once per manifest: evaluation asks for every history. */
function meaningsOf({ kinds }: Kinds): Meaning[] {
  let known = meanings.get(kinds)
  if (!known) {
    known = kinds.map(({ name, weight }) => {
      const kind = KINDS.find((one) => one.name === name) ?? kindNamed(name)
      const isLike = weight > 0
      return {
        isLike,
        isDislike: !isLike && kind?.dislike === true,
        isDeliberate: isLike && kind?.name !== 'view' && kind?.name !== 'click',
        undoes: isLike ? undefined : kind?.undoes,
        name: kind?.name ?? name,
      }
    })
    meanings.set(kinds, known)
  }
  return known
}
