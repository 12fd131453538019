import type { EventColumns } from './columns.ts'

/** The scale of ratings, and what the data writes for "not rated". */
export interface Scale {
  min: number
  max: number
  /** A value outside the scale that means "not rated"; null without. */
  none: number | null
}

/** Zeros are "not rated" if they are this share of the values, and more than twice the ones. */
const MANY_ZEROS = 0.2
/** A rating is below the mean only by more than rounding. */
const EPSILON = 1e-4

const SCALES: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 5],
  [0.5, 5],
  [0, 5],
  [1, 10],
  [0, 10],
  [0, 100],
]

/**
 * The scale of ratings: the smallest usual one that holds them. In `1..10` data of Book-Crossing and of
 * anime sites 0 or −1 means that there is no rating; in Jester's −10..10 it is 99.
 */
export function scaleOf(values: Float32Array): Scale | null {
  const counts = new Map<number, number>()
  for (const value of values)
    if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
  const none = notRated(counts)
  const [min, max] = rangeOf([...counts.keys()].filter((value) => value !== none))
  if (min > max) return null
  if (min < 0) {
    const end = Math.max(-min, max)
    return { min: -end, max: end, none }
  }
  const usual = SCALES.find(([low, high]) => low <= min && max <= high)
  return { min: usual?.[0] ?? 0, max: usual?.[1] ?? max, none }
}

function notRated(counts: ReadonlyMap<number, number>): number | null {
  const values = [...counts.keys()]
  const [, max] = rangeOf(values)
  const below = values.filter((value) => value < 0)
  if (below.length === 1 && below[0] === -1 && max > 1) return -1
  if (max === 99 && values.every((value) => value === 99 || Math.abs(value) <= 10)) return 99
  const zeros = counts.get(0) ?? 0
  const all = [...counts.values()].reduce((a, b) => a + b, 0)
  const isSparse = values.every((value) => value === 0 || value >= 1)
  const many = zeros > MANY_ZEROS * all && zeros > 2 * (counts.get(1) ?? 0)
  return max > 1 && below.length === 0 && isSparse && many ? 0 : null
}

function rangeOf(values: readonly number[]): [min: number, max: number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return [min, max]
}

/**
 * What ratings say: −1 below the middle of the scale; 0 below the user's own mean, or not rated; 1 else,
 * also for events without a value.
 *
 * @param rates whether the value of an event is a rating
 */
export function ratedOpinions(
  { user, value }: Pick<EventColumns, 'user' | 'value'>,
  { min, max, none }: Scale,
  rates: (e: number) => boolean,
): Int8Array {
  const out = new Int8Array(user.length).fill(1)
  if (!value) return out
  const middle = (min + max) / 2
  const isRated = (e: number) => !Number.isNaN(value[e]) && value[e] !== none && rates(e)
  for (let from = 0, to = 0; from < user.length; from = to) {
    let [sum, rated] = [0, 0]
    for (; to < user.length && user[to] === user[from]; to++) {
      if (!isRated(to)) continue
      sum += value[to]
      rated++
    }
    const mean = sum / Math.max(1, rated)
    for (let e = from; e < to; e++) {
      if (isRated(e)) {
        if (value[e] < middle) out[e] = -1
        else if (value[e] < mean - EPSILON) out[e] = 0
      } else if (value[e] === none && rates(e)) out[e] = 0
    }
  }
  return out
}
