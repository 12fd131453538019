import {
  isDateLike,
  isKind,
  isNumber,
  isRating,
  isToken,
  isUnixTime,
  isWhole,
  type Profile,
  share,
} from './profile.ts'

/** A layout without a header that its content tells for certain, and what it is called. */
export interface Layout {
  name: string
  /** Our column per column of the file; '' for one that is not used. */
  columns: string[]
}

type Test = (profile: Profile) => boolean

const all =
  (test: (value: string) => boolean): Test =>
  (profile) =>
    profile.filled.length > 0 && share(profile, test) === 1
const most =
  (test: (value: string) => boolean): Test =>
  (profile) =>
    share(profile, test) > 0.9

const id: Test = (profile) => all(isToken)(profile) && profile.distinct.size > 1
const whole = all(isWhole)
const number = all(isNumber)
const unix = all(isUnixTime)
const date: Test = (profile) => all(isDateLike)(profile) && !whole(profile)
const rating: Test = (profile) => all(isRating)(profile) && profile.distinct.size <= 21
const kind: Test = (profile) => all(isKind)(profile)
const asin = most((value) => /^(B[0-9A-Z]{9}|\d{9}[\dX])$/.test(value))
const sha1 = all((value) => /^[0-9a-f]{40}$/.test(value))
const uuid = most((value) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(value))
const text = most((value) => /\p{L}/u.test(value))
const zero: Test = ({ distinct }) => distinct.size === 1 && distinct.has('0')
const taobao: Test = (profile) => all((value) => /^(pv|buy|cart|fav)$/.test(value))(profile)
const steam: Test = (profile) => all((value) => /^(purchase|play)$/.test(value))(profile)
const any: Test = () => true
const ruby = all(isDateLike)
const blank: Test = ({ filled }) => filled.length === 0
const degrees = all((value) => /^-?\d{1,3}(\.\d+)?$/.test(value))
const venue = all((value) => /^[0-9a-f]{24}$/.test(value))
const jester: Test = (profile) =>
  all((value) => isNumber(value) && (Math.abs(Number(value)) <= 10 || value === '99'))(profile)
const yoochooseCategory = all((value) => /^(S|\d+)$/.test(value))

/** A layout, and a test per column; the first that fits counts. */
const EVENTS: [name: string, columns: string, tests: Test[]][] = [
  ['Amazon ratings, items first', 'item user rating time', [asin, id, rating, unix]],
  ['MovieLens', 'user item rating time', [id, id, rating, unix]],
  ['Taobao', 'user item _ kind time', [id, id, id, taobao, unix]],
  ['Steam-200k', 'user item kind value _', [whole, text, steam, number, zero]],
  ['Steam-200k', 'user item kind value', [whole, text, steam, number]],
  ['Last.fm 360K', 'user item _ value', [sha1, uuid, text, whole]],
  ['Last.fm 1K', 'user time _ _ _ item', [id, date, any, text, any, text]],
  ['Gowalla check-ins', 'user time _ _ item', [whole, date, degrees, degrees, id]],
  [
    'Foursquare check-ins',
    'user item _ _ _ _ _ time',
    [whole, venue, venue, text, degrees, degrees, number, ruby],
  ],
  ['Jester', 'user _ item _ rating', [id, blank, id, blank, jester]],
  ['Yoochoose clicks', 'user time item _', [whole, date, whole, yoochooseCategory]],
  ['Yoochoose buys', 'user time item _ value', [whole, date, whole, whole, whole]],
  ['events', 'user item kind time', [id, id, kind, unix]],
  ['events', 'user item time kind', [id, id, unix, kind]],
]

/** The layout of a file of events without a header; null if its content does not tell it. */
export function recognizeEvents(profiles: Profile[]): Layout | null {
  for (const [name, columns, tests] of EVENTS) {
    const fits = tests.length === profiles.length && tests.every((test, at) => test(profiles[at]))
    if (fits) return { name, columns: columns.split(' ').map((ours) => (ours === '_' ? '' : ours)) }
  }
  return null
}

const link = all((value) => /^https?:\/\//.test(value))
const flag = all((value) => value === '0' || value === '1')

/**
 * The layout of an items file without a header: unique ids, then titles; then categories separated
 * by `|` (MovieLens 1M) or a link (100k, whose flags of genres have no names here).
 */
export function recognizeItems(profiles: Profile[]): Layout | null {
  const [ids, titles, ...rest] = profiles
  if (!ids || !titles || !isUnique(ids) || !all(isToken)(ids)) return null
  if (!text(titles) || titles.distinct.size < titles.filled.length * 0.8) return null
  let linked = false
  let sorted = false
  const others = rest.map((profile) => {
    if (!linked && link(profile)) {
      linked = true
      return 'url'
    }
    if (!sorted && text(profile) && !all(isDateLike)(profile) && isCategories(profile)) {
      sorted = true
      return 'categories'
    }
    return ''
  })
  const certain = sorted || linked || rest.length === 0 || rest.every(flag)
  return certain ? { name: 'items', columns: ['id', 'title', ...others] } : null
}

function isUnique({ cells, distinct }: Profile): boolean {
  return cells.length > 0 && distinct.size === cells.length
}

/** Values that repeat, or lists of such values. */
function isCategories(profile: Profile): boolean {
  const names = profile.filled.flatMap((value) => value.split('|'))
  return new Set(names).size < names.length * 0.8
}
