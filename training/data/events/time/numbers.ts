import type { TimeForm } from '../../types.ts'

/** What a pass over a column of times counts; of numbers unless it says otherwise. */
export interface NumberStats {
  /** Cells that are not blank, numbers or not. */
  cells: number
  numbers: number
  /** Numbers other than 0 and −1, which exports write for "never". */
  real: number
  min: number
  max: number
  /** Least and greatest of the real ones. */
  realMin: number
  realMax: number
  fractions: number
  seconds: number
  ms: number
  us: number
  ns: number
  /** Below the smallest that counts as seconds. */
  small: number
  excel: number
  excelDays: number
  years: number
  months: number
  /** Digits of `20231114221320`, by their number. */
  compact8: number
  compact10: number
  compact12: number
  compact14: number
  compact17: number
}

export interface NumberReading {
  /** `--time` that says the same; null if none does. */
  form: Extract<TimeForm, 'seconds' | 'ms' | 'us' | 'ns' | 'iso'> | null
  /** Seconds as SQL, of a number `n` and its digits `x`. */
  sql: string
  how: string
  notes: string[]
  /** Numbers too small for an instant: positions, or seconds since some start. */
  small?: true
}

/** Units by the size that times between 1970 (or 1973) and 2103 have; the gaps are no times. */
const UNITS = [
  { form: 'seconds', name: 'seconds', from: 1e8, to: 4.2e9, scale: 1 },
  { form: 'ms', name: 'milliseconds', from: 1e10, to: 4.2e12, scale: 1e3 },
  { form: 'us', name: 'microseconds', from: 1e13, to: 4.2e15, scale: 1e6 },
  { form: 'ns', name: 'nanoseconds', from: 1e16, to: 4.2e18, scale: 1e9 },
] as const

/** `20231114221320` and shorter; the format is DuckDB's. */
const COMPACT = [
  { digits: 8, from: 19000101, to: 21001231, format: '%Y%m%d' },
  { digits: 10, from: 1970010100, to: 2100123123, format: '%Y%m%d%H' },
  { digits: 12, from: 197001010000, to: 210012312359, format: '%Y%m%d%H%M' },
  { digits: 14, from: 19700101000000, to: 21001231235959, format: '%Y%m%d%H%M%S' },
  { digits: 17, from: 1.9700101e16, to: 2.1001232e16, format: '%Y%m%d%H%M%S%g' },
] as const

/** Almost all: the rest are slips, whose cells become NULL. */
const NEARLY = 0.99
/** Share of numbers with the size of times from which smaller ones are slips. */
const MOSTLY = 0.9

/** The aggregates of {@link NumberStats} as SQL, over a number `n` and its digits `x`. */
export function numberStatsSql(): string {
  const count = (condition: string) => `count(*) FILTER (WHERE ${condition})`
  const between = (from: number, to: number) => `n >= ${from} AND n <= ${to}`
  const real = 'n NOT IN (0, -1)'
  const whole = 'n = floor(n)'
  const units = UNITS.map(
    ({ form, from, to }) => `${count(`abs(n) >= ${from} AND abs(n) < ${to}`)}
    AS ${form}`,
  )
  const compact = COMPACT.map(({ digits, from, to, format }) => {
    const valid = `try_strptime(x, '${format}') IS NOT NULL`
    return `${count(`CASE WHEN ${between(from, to)} THEN ${valid} ELSE false END`)}
      AS compact${digits}`
  })
  return [
    'count(*) AS cells',
    `${count('n IS NOT NULL')} AS numbers`,
    `${count(real)} AS "real"`,
    'min(n) AS min, max(n) AS max',
    `min(n) FILTER (WHERE ${real}) AS realMin, max(n) FILTER (WHERE ${real}) AS realMax`,
    `${count(`NOT ${whole}`)} AS fractions`,
    ...units,
    `${count(`${real} AND abs(n) < ${UNITS[0].from}`)} AS small`,
    `${count(between(20000, 80000))} AS excel`,
    `${count(between(36526, 60000))} AS excelDays`,
    `${count(`${between(1900, 2100)} AND ${whole}`)} AS years`,
    `${count(`${between(190001, 210012)} AND ${whole} AND n % 100 BETWEEN 1 AND 12`)} AS months`,
    ...compact,
  ].join(', ')
}

/** What the numbers of a column mean; null if they are no times, or there are none. */
export function readNumbers(stats: NumberStats): NumberReading | null {
  const { real } = stats
  if (real === 0) return null
  const nearly = (count: number) => count >= NEARLY * real
  for (const { digits, from, to, format } of COMPACT) {
    if (!nearly(stats[`compact${digits}`])) continue
    const sql = `CASE WHEN n >= ${from} AND n <= ${to} THEN epoch(try_strptime(x, '${format}')) END`
    return { form: 'iso', sql, how: `dates such as ${stats.realMax}`, notes: [] }
  }
  const sized = UNITS.filter(({ form }) => stats[form] > 0)
  const instants = sized.reduce((sum, { form }) => sum + stats[form], 0)
  const onlySmallToo = sized.length === 1 && sized[0].form === 'seconds'
  if (instants >= MOSTLY * real || (onlySmallToo && instants + stats.small === real)) {
    return readInstants(stats, sized, instants)
  }
  const excel = stats.fractions > 0 ? stats.excel : stats.excelDays
  if (nearly(excel)) {
    const sql = 'CASE WHEN n BETWEEN 20000 AND 80000 THEN round((n - 25569) * 86400, 3) END'
    return { form: null, sql, how: `days of a spreadsheet, such as ${stats.realMax}`, notes: [] }
  }
  if (nearly(stats.months)) {
    const sql = "CASE WHEN n BETWEEN 190001 AND 210012 THEN epoch(try_strptime(x, '%Y%m')) END"
    return { form: 'iso', sql, how: `months such as ${stats.realMax}`, notes: [] }
  }
  if (nearly(stats.years)) {
    const sql = "CASE WHEN n BETWEEN 1900 AND 2100 THEN epoch(try_strptime(x, '%Y')) END"
    return { form: 'iso', sql, how: 'years', notes: [] }
  }
  if (stats.small < real) return null
  return { form: 'seconds', sql: 'n', how: 'seconds since 1970', notes: [], small: true }
}

type Unit = (typeof UNITS)[number]

function readInstants(stats: NumberStats, sized: Unit[], instants: number): NumberReading {
  const [most] = [...sized].sort((a, b) => stats[b.form] - stats[a.form])
  // Else the few small ones would silently be times in January 1970.
  const keepsSmall = instants < MOSTLY * stats.real
  const cases = sized.map(({ from, to, scale }) => {
    const low = scale === 1 && keepsSmall ? 0 : from
    return `WHEN abs(n) >= ${low} AND abs(n) < ${to} THEN n / ${scale}`
  })
  const others = sized.filter((unit) => unit !== most)
  const notes = others.map(
    ({ form, name }) =>
      `times in ${name} (${stats[form]}) among ${most.name} are told apart by size`,
  )
  return {
    form: most.form,
    sql: `CASE WHEN n NOT IN (0, -1) THEN CASE ${cases.join(' ')} END END`,
    how: [most, ...others].map(({ name }) => name).join(' and '),
    notes,
  }
}
