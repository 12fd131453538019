import type { Dataset, Sequences } from '../../data/index.ts'

/** Weight of an event by the number of newer ones. */
const DECAY = 0.9
/** Kinds of events that say no. */
const NO = /^(hide|hidden|dislike|not[-_ ]interested|thumbs?[-_ ]?down)$/i
/** A rating of at most this share of the scale is a dislike: 2 of 5, 4 of 10. */
const LOW = 0.4

/** An item of a user's history with what it counts. */
export interface Touched {
  item: number
  /** Falls with age; of an item that was touched more often the greatest. */
  weight: number
  /** Whether a rating or a hide says no; the newest of them counts, a mere view says nothing. */
  disliked: boolean
  /** The newest that the user wrote of it. */
  review?: string
}

/**
 * What a user touched, newest first, each item once. Without times the order means nothing and all
 * weigh the same. Dislikes exist only where ratings or hides do.
 *
 * @param fit one row per dataset user
 * @param ratings as {@link ratingScale} gives them
 * @param reviews as {@link reviewsOf} gives them
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
    const found = touched.get(item) ?? { item, weight, disliked: false }
    found.weight = Math.max(found.weight, weight)
    touched.set(item, found)
    const review = found.review ?? reviews?.(user, item, fit.kind[e], fit.time?.[e])
    if (review !== undefined) found.review = review
    const rating = ratings?.of(user, item, fit.kind[e], fit.time?.[e])
    const hidden = NO.test(kind.name)
    if (judged.has(item) || (rating === undefined && !hidden)) continue
    judged.add(item)
    found.disliked = hidden || rating! <= LOW * ratings!.top
  }
  return [...touched.values()]
}

/** What is said of an event, found by what a history holds of it. */
type ByEvent<T> = (user: number, item: number, kind: number, time?: number) => T | undefined

/** Values that are ratings, by event. */
export interface Ratings {
  /** The best there is: 5 or 10. */
  top: number
  of: ByEvent<number>
}

/**
 * The dataset's values, if they are ratings: halves or wholes up to just 5 or 10, and more than
 * half of them in the upper half, as people rate. Amounts, mostly 1, are none.
 */
export function ratingScale(dataset: Dataset): Ratings | undefined {
  const { value } = dataset
  const given = value?.filter((v) => !Number.isNaN(v))
  if (!value || !given?.length) return undefined
  const top = given.reduce((most, v) => Math.max(most, v), 0)
  const steps = given.every((v) => v >= 0 && Number.isInteger(v * 2))
  const high = given.filter((v) => v > top / 2).length
  if ((top !== 5 && top !== 10) || !steps || high * 2 <= given.length) return undefined
  return { top, of: byEvent(dataset, value, (v) => !Number.isNaN(v)) }
}

/** What the users wrote of their events; undefined where it was not read. */
export function reviewsOf(dataset: Dataset): ByEvent<string> | undefined {
  const { reviews } = dataset
  return reviews && byEvent(dataset, reviews, (review) => review !== null)
}

function byEvent<T>(
  dataset: Dataset,
  values: ArrayLike<T | null>,
  isThere: (value: T | null) => boolean,
): ByEvent<T> {
  const byUser: Map<string, T>[] = dataset.users.map(() => new Map())
  for (let e = 0; e < values.length; e++) {
    const value = values[e]
    if (!isThere(value)) continue
    const key = keyOf(dataset.item[e], dataset.kind[e], dataset.time?.[e])
    byUser[dataset.user[e]].set(key, value as T)
  }
  return (user, item, kind, time) => byUser[user].get(keyOf(item, kind, time))
}

function keyOf(item: number, kind: number, time = 0): string {
  return `${item} ${kind} ${time}`
}
