import type { Dataset, Sequences } from '../../data/index.ts'

/** The weight of an event shrinks by this factor per newer event. */
const DECAY = 0.9
/** Kinds of events that express dislike. */
const DISLIKES = /^(hide|hidden|dislike|not[-_ ]interested|thumbs?[-_ ]?down)$/i
/** Max share of the scale for a rating that is a dislike: 2 of 5, 4 of 10. */
const MAX_DISLIKE = 0.4

/** An item of a user's history. */
export interface Touched {
  item: number
  /** Shrinks with age; the max over the item's events. */
  weight: number
  /** Whether the newest rating or hide expresses dislike; views do not count. */
  disliked: boolean
  /** The user's newest review of it. */
  review?: string
}

/**
 * A user's items, newest first, each once. Without times the order is arbitrary and all weights are
 * those of the event kinds. Only ratings and hides produce dislikes.
 *
 * @param fit one row per dataset user
 * @param ratings from {@link ratingScale}
 * @param reviews from {@link reviewsOf}
 */
export function historyOf(
  dataset: Dataset,
  fit: Sequences,
  user: number,
  ratings: Ratings | undefined,
  reviews?: ByEvent<string>,
): Touched[] {
  const [from, to] = [fit.offsets[user], fit.offsets[user + 1]]
  const ordered = fit.time !== null
  const touched = new Map<number, Touched>()
  const judged = new Set<number>()
  for (let e = to - 1; e >= from; e--) {
    const item = fit.item[e]
    const kind = dataset.kinds[fit.kind[e]]
    const weight = (ordered ? DECAY ** (to - 1 - e) : 1) * kind.weight
    const entry = touched.get(item) ?? { item, weight, disliked: false }
    entry.weight = Math.max(entry.weight, weight)
    touched.set(item, entry)
    const review = entry.review ?? reviews?.(user, item, fit.kind[e], fit.time?.[e])
    if (review !== undefined) entry.review = review
    const rating = ratings?.of(user, item, fit.kind[e], fit.time?.[e])
    const hidden = DISLIKES.test(kind.name)
    if (judged.has(item) || (rating === undefined && !hidden)) continue
    judged.add(item)
    entry.disliked = hidden || rating! <= MAX_DISLIKE * ratings!.top
  }
  return [...touched.values()]
}

/** Looks up a value of an event by its user, item, kind and time. */
type ByEvent<T> = (user: number, item: number, kind: number, time?: number) => T | undefined

/** Values that are ratings, by event. */
export interface Ratings {
  /** The highest rating: 5 or 10. */
  top: number
  of: ByEvent<number>
}

/**
 * The dataset's values, if they look like ratings: multiples of ½, at most exactly 5 or 10, and
 * more than half of them in the upper half, as people rate. Quantities, mostly 1, do not.
 */
export function ratingScale(dataset: Dataset): Ratings | undefined {
  const { value } = dataset
  const given = value?.filter((v) => !Number.isNaN(v))
  if (!value || !given?.length) return undefined
  const top = given.reduce((a, b) => Math.max(a, b), 0)
  const steps = given.every((v) => v >= 0 && Number.isInteger(v * 2))
  const high = given.filter((v) => v > top / 2).length
  if ((top !== 5 && top !== 10) || !steps || high * 2 <= given.length) return undefined
  return { top, of: byEvent(dataset, value, (v): v is number => v !== null && !Number.isNaN(v)) }
}

/** The users' reviews by event; undefined if they were not loaded. */
export function reviewsOf(dataset: Dataset): ByEvent<string> | undefined {
  const { reviews } = dataset
  return reviews && byEvent(dataset, reviews, (review) => review !== null)
}

function byEvent<T>(
  dataset: Dataset,
  values: ArrayLike<T | null>,
  isThere: (value: T | null) => value is T,
): ByEvent<T> {
  const byUser: Map<string, T>[] = dataset.users.map(() => new Map())
  for (let e = 0; e < values.length; e++) {
    const value = values[e]
    if (!isThere(value)) continue
    const key = keyOf(dataset.item[e], dataset.kind[e], dataset.time?.[e])
    byUser[dataset.user[e]].set(key, value)
  }
  return (user, item, kind, time) => byUser[user].get(keyOf(item, kind, time))
}

function keyOf(item: number, kind: number, time = 0): string {
  return `${item} ${kind} ${time}`
}
