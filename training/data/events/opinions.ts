import { KINDS, kindNamed } from '@tacit-rec/pack'
import { percent } from '../bad-share.ts'
import type { ReportDraft } from '../report.ts'
import type { LoadOptions } from '../types.ts'
import type { EventColumns } from './columns.ts'
import { type Condition, numberMeets, parseCondition, patternOf } from './condition.ts'
import type { EventKinds } from './kinds.ts'
import { ratedOpinions, type Scale, scaleOf } from './ratings.ts'

/** Ratings of which fewer than this share are likes tell nothing: all count as likes. */
const MIN_LIKES = 0.01

/** What the events are judged by. */
export interface Judging {
  kinds: EventKinds
  /** Whether the column of values says that it holds ratings. */
  rating: boolean
  /** Name of that column. */
  column: string
  /** Whether `opinion` already holds what `--like` says of a column of the file. */
  liked: boolean
}

/**
 * What each event says: 1 a like, 0 neutral, −1 a dislike; null if all are likes.
 *
 * A kind that dislikes is a dislike, a kind of weight 0 neutral; a kind that undoes another makes the
 * latest earlier event of that kind, of the same user and item, neutral. Ratings judge as
 * {@link ratedOpinions} says. `--like` decides which are likes instead of ratings and weights.
 *
 * @param events sorted as in a dataset
 */
export function opinionsOf(
  events: EventColumns,
  judging: Judging,
  options: Pick<LoadOptions, 'like' | 'ratingScale'>,
  report: ReportDraft,
): Int8Array | null {
  const { kinds, weighed } = judging.kinds
  const opinion = new Int8Array(events.user.length)
  const byKind = Int8Array.from(kinds, ({ name, weight }, n) => {
    if (KINDS.find((kind) => kind.name === name)?.dislike && !(weighed[n] && weight > 0)) return -1
    return weight > 0 ? 1 : 0
  })
  for (let e = 0; e < opinion.length; e++) opinion[e] = byKind[events.kind[e]]
  noteKinds(events, judging, byKind, report)
  undo(events, opinion, judging.kinds, report)
  const rated = ratings(events, judging, options, report)
  if (rated) for (let e = 0; e < opinion.length; e++) opinion[e] = Math.min(opinion[e], rated[e])
  if (options.like !== undefined) like(events, opinion, judging, options.like, report)
  return opinion.every((each) => each === 1) ? null : opinion
}

/** Says what kinds that are no likes count for. */
function noteKinds(
  { kind }: EventColumns,
  { kinds: { kinds } }: Judging,
  byKind: Int8Array,
  report: ReportDraft,
): void {
  const counts = new Int32Array(kinds.length)
  for (const each of kind) counts[each]++
  for (const [n, { name }] of kinds.entries()) {
    if (counts[n] === 0 || byKind[n] === 1) continue
    const what = byKind[n] < 0 ? 'dislikes' : 'neither likes nor dislikes'
    report.notes.push(`${counts[n]} events of the kind "${name}" count as ${what}.`)
  }
}

/** Makes what a later event takes back neutral. */
function undo(
  { user, item, kind }: EventColumns,
  opinion: Int8Array,
  { kinds }: EventKinds,
  report: ReportDraft,
): void {
  const undone = kinds.map(({ name, weight }) => {
    const undoes = weight > 0 ? undefined : KINDS.find((one) => one.name === name)?.undoes
    return undoes === undefined ? -1 : kinds.findIndex((one) => one.name === undoes)
  })
  if (!kind.some((each) => undone[each] >= 0)) return
  const counts = new Int32Array(kinds.length)
  for (let e = 0; e < user.length; e++) {
    const wanted = undone[kind[e]]
    if (wanted < 0) continue
    for (let back = e - 1; back >= 0 && user[back] === user[e]; back--) {
      if (item[back] !== item[e] || kind[back] !== wanted || opinion[back] !== 1) continue
      opinion[back] = 0
      counts[kind[e]]++
      break
    }
  }
  for (const [n, { name }] of kinds.entries()) {
    if (counts[n] === 0) continue
    const of = kinds[undone[n]].name
    report.notes.push(
      `${counts[n]} events of the kind "${of}" are taken back by a later "${name}": they count as neither ` +
        'likes nor dislikes.',
    )
  }
}

function ratings(
  events: EventColumns,
  { rating, column, kinds: { kinds } }: Judging,
  { ratingScale, like: asked }: Pick<LoadOptions, 'like' | 'ratingScale'>,
  report: ReportDraft,
): Int8Array | null {
  const { value, kind } = events
  if (!value) return null
  const rate = kinds.findIndex(({ name }) => name === 'rate')
  const all = rating || ratingScale !== undefined
  const rates = (e: number) => all || kind[e] === rate
  const some = Float32Array.from(value, (each, e) => (rates(e) ? each : Number.NaN))
  const found = scaleOf(some)
  if (!all) noteAmounts(value, rates, column, report)
  if (!found) return null
  const scale: Scale = ratingScale
    ? { min: ratingScale[0], max: ratingScale[1], none: outside(found.none, ratingScale) }
    : found
  const opinions = ratedOpinions(events, scale, rates)
  const counts = { likes: 0, neutral: 0, dislikes: 0, none: 0, rated: 0 }
  for (let e = 0; e < some.length; e++) {
    if (Number.isNaN(some[e])) continue
    counts.rated++
    if (some[e] === scale.none) counts.none++
    else if (opinions[e] > 0) counts.likes++
    else if (opinions[e] < 0) counts.dislikes++
    else counts.neutral++
  }
  const of = `Ratings from ${scale.min} to ${scale.max}`
  if (counts.likes < MIN_LIKES * (counts.rated - counts.none)) {
    report.notes.push(
      `${of}: nearly none would be a like, so all count as likes. Pass --like 'value>=…' to decide.`,
    )
    return null
  }
  const none = counts.none > 0 ? `, ${counts.none} not rated (${scale.none})` : ''
  if (asked === undefined && counts.likes < counts.rated)
    report.notes.push(
      `${of}: ${counts.dislikes} below the middle (${(scale.min + scale.max) / 2}) count as dislikes, ` +
        `${counts.neutral} below their user's mean as neither${none}, ${counts.likes} as likes. ` +
        "Pass --like 'value>=4' or --rating-scale to decide otherwise.",
    )
  return opinions
}

function outside(none: number | null, [min, max]: readonly [number, number]): number | null {
  return none !== null && (none < min || none > max) ? none : null
}

const AMOUNT = /qty|quant|amount|count|units|price|total|revenue|hours|time|play|menge|anzahl/i

/** Low or negative values could be ratings; what they are not taken for is said. */
function noteAmounts(
  values: Float32Array,
  rates: (e: number) => boolean,
  column: string,
  report: ReportDraft,
): void {
  let [low, negative, some, most, halves] = [0, 0, 0, 0, true]
  for (let e = 0; e < values.length; e++) {
    const value = values[e]
    if (Number.isNaN(value) || rates(e)) continue
    some++
    if (value < 0) negative++
    else if (value <= 2) low++
    if (value > most) most = value
    if (!Number.isInteger(2 * value)) halves = false
  }
  const flag = `--rating-scale ${negative > 0 ? 'MIN..MAX' : `1..${most <= 5 ? 5 : 10}`}`
  const looksRated = most >= 3 && most <= 10 && low > 0 && halves && !AMOUNT.test(column)
  if (negative === 0 && !looksRated) return
  const what =
    negative > 0
      ? `${negative} of ${some} values are negative`
      : `${low} of ${some} values are 2 or less`
  report.notes.push(
    `Column "${column}": ${what}. They are not taken as dislikes, since its name says no rating: pass ` +
      `${flag} if the values are ratings.`,
  )
}

/** What the user likes are likes; of the others, those that are not dislikes are neutral. */
function like(
  { value, kind, opinion: flags }: EventColumns,
  opinion: Int8Array,
  { kinds: { kinds }, liked }: Judging,
  text: string,
  report: ReportDraft,
): void {
  const condition = parseCondition(text, '--like')
  const meets = liked
    ? (e: number) => flags?.[e] === 1
    : condition.column === 'kind'
      ? kindMeets(condition, kind, kinds)
      : (e: number) => value !== null && numberMeets(condition, value[e])
  let likes = 0
  for (let e = 0; e < opinion.length; e++) {
    if (meets(e)) {
      opinion[e] = 1
      likes++
    } else if (opinion[e] > 0) opinion[e] = 0
  }
  report.notes.push(
    `${likes} of ${opinion.length} events (${percent(likes, opinion.length)}) are likes by --like '${text}'.`,
  )
}

function kindMeets(
  { op, value }: Condition,
  kind: Uint8Array,
  kinds: readonly { name: string }[],
): (e: number) => boolean {
  const wanted = kindNamed(value)?.name ?? value
  const named = kinds.map(({ name }) =>
    op === '~' ? patternOf(value).test(name) : (name === wanted) === (op !== '!='),
  )
  return (e) => named[kind[e]]
}
