import type { Column } from './columns.ts'
import { words } from './names.ts'
import { type Picking, why } from './pick.ts'
import { isDateLike, isUnixTime, MIN_ROWS, share } from './profile.ts'

/** Words of a name that may be a time: `txn_date`, `AccessTime`, `last_played`. */
const TIMES = new Set(
  `time times timestamp date datetime dt ts tstamp epoch utc gmt at on when moment zeit zeitpunkt datum fecha
    hora date heure data ora quando created played viewed watched listened visited clicked bought ordered
    purchased submitted enrolled applied checkin checkout`.split(/\s+/),
)
/** Words of times that are not those of the event. */
const OTHERS = new Set(
  `birth birthday dob born registration registered signup joined since expiry expires expiration delivery
    delivered shipping shipped estimated due release released publication published upload uploaded update
    updated modified received etl batch load ingest first`.split(/\s+/),
)

/**
 * Takes the only column of dates for the time if no name says which is: by a word of its name, else by its
 * content. Several are named, with the flag that chooses one.
 */
export function chooseOnlyTime(columns: Column[], { choice, taken }: Picking): void {
  if (choice.chosen.time !== undefined) return
  const free = columns.filter(({ name, profile }) => {
    const others = words(name).some((word) => OTHERS.has(word))
    return !taken.has(name) && !others && profile.filled.length >= MIN_ROWS && !isClock(profile)
  })
  const isTime = ({ name }: Column) =>
    words(name).some((word) => TIMES.has(word) || /(date|time)(key)?$/.test(word))
  const named = free.filter((column) => isTime(column) && holdsTimes(column, true))
  const found = named.length > 0 ? named : free.filter((column) => holdsTimes(column, false))
  const [only, ...more] = found
  if (!only) return
  if (more.length > 0) {
    const names = found.map(({ name }) => `"${name}"`).join(', ')
    choice.notes.push(
      `Columns ${names} may each be the time, so none is used: choose one, such as --map 'time=${only.name}'.`,
    )
    return
  }
  choice.chosen.time = only.name
  taken.add(only.name)
  choice.notes.push(`"${only.name}" is taken for the time: no other column holds times.`)
}

/** Whether the values are instants: dates, and for a column of that name also numbers of their size. */
function holdsTimes({ profile }: Column, named: boolean): boolean {
  const isDate = (value: string) => isDateLike(value) && /\d{4}|\d\D+\d+\D+\d/.test(value)
  const isDay = (value: string) => /^(19|20)\d{2}(0\d|1[0-2])([0-2]\d|3[01])(\d{4,6})?$/.test(value)
  const isNumber = (value: string) => isUnixTime(value) || isDay(value) || /^\d{16,19}$/.test(value)
  if (named) return share(profile, (value) => isDate(value) || isNumber(value)) > 0.9
  return share(profile, (value) => isDate(value) && !/^\d+$/.test(value)) > 0.9
}

const CLOCK = /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[ap]\.?m\.?)?$/i

function isClock(profile: Column['profile']): boolean {
  return share(profile, (value) => CLOCK.test(value)) > 0.9
}

/**
 * If the time is a time of day, or a day beside one, both columns are the time: `Date` and `Time` of tills
 * and sheets.
 */
export function joinDayAndClock(columns: Column[], { choice, taken }: Picking): void {
  const { time } = choice.chosen
  const chosen = columns.find(({ name }) => name === time)
  if (!chosen || choice.several.time) return
  const beside = (test: (column: Column) => boolean) =>
    columns.filter((column) => {
      const { name, profile } = column
      const named = words(name).some((word) => TIMES.has(word) || /(date|time|day)$/.test(word))
      return name !== time && named && profile.filled.length >= MIN_ROWS && test(column)
    })
  const isDay = (column: Column) =>
    holdsTimes(column, true) &&
    share(column.profile, (value) => !value.includes(':') && !isUnixTime(value)) > 0.9
  const clock = isClock(chosen.profile)
  if (!clock && !isDay(chosen)) return
  const other = clock ? beside(isDay) : beside(({ profile }) => isClock(profile))
  const free = other.filter(({ name }) => !taken.has(name))
  if (free.length !== 1) return
  const [day, at] = clock ? [free[0], chosen] : [chosen, free[0]]
  choice.chosen.time = day.name
  choice.several.time = [day.name, at.name]
  choice.dayAndClock = true
  taken.add(free[0].name)
  choice.ignored = choice.ignored.filter(({ column }) => column !== free[0].name)
  choice.notes.push(`"${day.name}" and "${at.name}" together are the time.`)
}

/** Says that a time of day alone tells no order. */
export function dropClock(columns: Column[], { choice, taken }: Picking): void {
  const { time } = choice.chosen
  const chosen = columns.find(({ name }) => name === time)
  if (!chosen || choice.dayAndClock || !isClock(chosen.profile)) return
  delete choice.chosen.time
  taken.delete(chosen.name)
  why(choice, chosen.name, 'a time of day without a date: no order follows from it')
}
