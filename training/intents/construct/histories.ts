import type { Dataset, Sequences } from '../../data/index.ts'

/** The weight of an event shrinks by this factor per newer event. */
const DECAY = 0.9
/** Kinds that judge nothing: to look again does not take a dislike back. */
const LOOKS = ['view', 'click']

/** An item of a user's history. */
export interface Touched {
  item: number
  /** Shrinks with age; the max over the item's events. */
  weight: number
  /** Whether the user's newest judgement is a dislike; a view or click without a rating is none. */
  disliked: boolean
  /** The user's newest review of it. */
  review?: string
}

/**
 * A user's items, newest first, each once. Without times the order is arbitrary and all weights are
 * those of the event kinds. Dislikes newer than the newest fitted event are left out, and so are
 * those of a user without fitted events, who may be held out.
 *
 * @param fit likes, one row per dataset user
 * @param judgements from {@link judgementsOf}
 * @param reviews from {@link reviewsOf}
 */
export function historyOf(
  dataset: Dataset,
  fit: Sequences,
  user: number,
  judgements?: Judgements,
  reviews?: ByEvent<string>,
): Touched[] {
  const ordered = fit.time !== null
  const touched = new Map<number, Touched>()
  const judged = new Set<number>()
  for (const [newer, event] of eventsOf(fit, user, judgements).entries()) {
    const { item, kind, time, isDislike } = event
    const { name, weight: own } = dataset.kinds[kind]
    const weight = (ordered ? DECAY ** newer : 1) * (isDislike ? 1 : own)
    const entry = touched.get(item) ?? { item, weight, disliked: false }
    entry.weight = Math.max(entry.weight, weight)
    touched.set(item, entry)
    const review = entry.review ?? reviews?.(user, item, kind, time)
    if (review !== undefined) entry.review = review
    const isRated = judgements?.rating?.(user, item, kind, time) !== undefined
    if (judged.has(item) || (!isDislike && !isRated && LOOKS.includes(name))) continue
    judged.add(item)
    entry.disliked = isDislike
  }
  return [...touched.values()]
}

interface Event {
  item: number
  kind: number
  time?: number
  isDislike: boolean
}

/** A user's fitted likes, and the dislikes among them, newest first. */
function eventsOf(fit: Sequences, user: number, judgements?: Judgements): Event[] {
  const [from, to] = [fit.offsets[user], fit.offsets[user + 1]]
  if (from === to) return []
  const likes: Event[] = []
  for (let e = to - 1; e >= from; e--)
    likes.push({ item: fit.item[e], kind: fit.kind[e], time: fit.time?.[e], isDislike: false })
  const newest = likes[0].time ?? Number.POSITIVE_INFINITY
  const dislikes = judgements?.dislikes[user].filter(({ time = 0 }) => time <= newest) ?? []
  // The sort is stable: of events at one time, the dislike counts as the newer.
  return [...dislikes.toReversed(), ...likes].sort((a, b) => (b.time ?? 0) - (a.time ?? 0))
}

/** Looks up a value of an event by its user, item, kind and time. */
type ByEvent<T> = (user: number, item: number, kind: number, time?: number) => T | undefined

/** What users said of items. */
export interface Judgements {
  /** Per user, oldest first. */
  dislikes: Event[][]
  /** Values, if there are any. */
  rating?: ByEvent<number>
}

/** The dataset's judgements; undefined if all its events are likes. */
export function judgementsOf(dataset: Dataset): Judgements | undefined {
  const { opinion, user, item, kind, time, value } = dataset
  if (!opinion) return undefined
  const dislikes: Event[][] = dataset.users.map(() => [])
  for (let e = 0; e < opinion.length; e++)
    if (opinion[e] < 0)
      dislikes[user[e]].push({ item: item[e], kind: kind[e], time: time?.[e], isDislike: true })
  const isGiven = (v: number | null): v is number => v !== null && !Number.isNaN(v)
  return { dislikes, rating: value ? byEvent(dataset, value, isGiven) : undefined }
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
