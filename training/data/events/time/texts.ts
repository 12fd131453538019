import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { type Cell, quoted, rowsOf, textsOf } from '../../duckdb.ts'
import { formOf, type TextForm } from './format.ts'

/** Texts whose forms are looked at, each time that some are left. */
const SAMPLE = 10_000
const MAX_FORMS = 24
/** Share of dates that decide the order, below which those that contradict are slips. */
const SLIPS = 0.01

export type DateOrder = 'dmy' | 'mdy'

export interface TextReading {
  /** Seconds as SQL, of a text `x`; NULL for none. */
  sql: string
  /** The order that was decided or asked for; null if no date needs one. */
  order: DateOrder | null
  /** Whether year, month and day come in the order of ISO 8601 everywhere. */
  iso: boolean
  example: string
  span: Span
}

/**
 * How the texts of `cells` are times: forms are taken from a sample, then from what is left over,
 * until every text is read or no form is known for the rest.
 *
 * @param cells a table or view with a column `x` of texts, without blank ones and numbers
 * @param column for messages
 * @returns null if no text is a time
 * @throws TacitError `data/time` if day and month cannot be told apart
 */
export async function readTexts(
  db: DuckDBConnection,
  cells: string,
  column: string,
  asked: DateOrder | null,
): Promise<TextReading | null> {
  const forms = new Map<string, TextForm>()
  let texts = await textsOf(db, `SELECT x FROM ${cells} LIMIT ${SAMPLE}`)
  let example: string | undefined
  let order = asked
  for (;;) {
    assertYears(texts, column)
    const before = forms.size
    for (const text of texts) {
      const form = formOf(text)
      if (!form) continue
      example ??= text
      forms.set(JSON.stringify(form), form)
    }
    if (example === undefined) return null
    const all = [...forms.values()]
    const open = all.filter(({ monthFirst }) => monthFirst !== null)
    const isNew = forms.size > before
    // What is left over now contradicts the order that the sample showed, or is no time.
    if (open.length > 0 && (order === null || !isNew || asked)) {
      order = (isNew && !asked && orderIn(texts)) || (await orderOf(db, cells, column, open, asked))
    }
    const sql = plausible(`coalesce(${all.map((f) => instant(f, order ?? 'dmy')).join(', ')})`)
    const span = await spanOf(db, cells, sql)
    if (!isNew || span.readable === span.cells || forms.size > MAX_FORMS) {
      const iso = all.every(({ format }) => /^%[YG]/.test(format))
      return { sql, order: open.length > 0 ? order : null, iso, example, span }
    }
    texts = await textsOf(db, `SELECT x FROM ${cells} WHERE (${sql}) IS NULL LIMIT ${SAMPLE}`)
  }
}

/** First and last time, the cells that are times, and all rows. */
export interface Span {
  first: number
  last: number
  readable: number
  cells: number
}

/** The span of the times that `sql` gives over the rows of `relation`. */
export async function spanOf(db: DuckDBConnection, relation: string, sql: string): Promise<Span> {
  const [span] = await rowsOf(
    db,
    `SELECT min(t) AS first, max(t) AS last, count(t) AS readable, count(*) AS cells
      FROM (SELECT ${sql} AS t FROM ${relation})`,
  )
  return span as unknown as Span
}

/** The order that the texts show, if they leave no doubt. */
function orderIn(texts: readonly string[]): DateOrder | null {
  let dmy = 0
  let mdy = 0
  for (const text of texts) {
    const match = /(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2\d{2}/.exec(text)
    if (!match) continue
    if (Number(match[1]) > 12) dmy++
    if (Number(match[3]) > 12) mdy++
  }
  if (dmy > 0 === mdy > 0) return null
  return dmy > 0 ? 'dmy' : 'mdy'
}

function instant({ format, monthFirst, clean }: TextForm, order: DateOrder): string {
  const text = clean?.replace('?', 'x') ?? 'x'
  const chosen = order === 'mdy' && monthFirst !== null ? monthFirst : format
  return `epoch(try_strptime(${text}, ${quoted(chosen)}))`
}

/** Exports write 1970-01-01, 0001-01-01 and 9999-12-31 for "never". */
function plausible(sql: string): string {
  const real = 't <> 0 AND t >= -2208988800 AND t < 4102444800'
  return `list_transform([${sql}], lambda t: CASE WHEN ${real} THEN t END)[1]`
}

/** Decided by the column as a whole: a day above 12 tells, unless others tell the opposite. */
async function orderOf(
  db: DuckDBConnection,
  cells: string,
  column: string,
  forms: TextForm[],
  asked: DateOrder | null,
): Promise<DateOrder> {
  const read = (order: DateOrder) => forms.map((form) => instant(form, order)).join(', ')
  const [found] = await rowsOf(
    db,
    `SELECT count(*) FILTER (WHERE d IS NOT NULL AND m IS NULL) AS dmy,
      count(*) FILTER (WHERE d IS NULL AND m IS NOT NULL) AS mdy,
      min(x) FILTER (WHERE d IS NOT NULL AND m IS NULL) AS day,
      min(x) FILTER (WHERE d IS NULL AND m IS NOT NULL) AS month,
      min(x) FILTER (WHERE d <> m) AS open
      FROM (SELECT x, coalesce(${read('dmy')}) AS d, coalesce(${read('mdy')}) AS m FROM ${cells})`,
  )
  const [dmy, mdy] = [Number(found.dmy), Number(found.mdy)]
  const [rare, total] = [Math.min(dmy, mdy), dmy + mdy]
  if (rare > SLIPS * total && asked === null) {
    throw new TacitError(
      'data/time',
      `column "${column}": ${show(found.day)} has the day first, ${show(found.month)} the month ` +
        'first: write all times like 2023-11-14 22:13, or name the order with --time dmy or ' +
        '--time mdy, which leaves the others out',
    )
  }
  const decided = total === 0 ? null : dmy >= mdy ? 'dmy' : 'mdy'
  if (asked !== null && decided !== null && asked !== decided && rare <= SLIPS * total) {
    const value = show(decided === 'dmy' ? found.day : found.month)
    const first = asked === 'dmy' ? 'day' : 'month'
    throw new TacitError(
      'data/time',
      `column "${column}": --time ${asked} does not fit, since ${value} cannot have the ` +
        `${first} first: pass --time ${decided}`,
    )
  }
  if (asked !== null) return asked
  if (decided !== null) return decided
  if (found.open === null || forms.every(({ dayByCustom }) => dayByCustom)) return 'dmy'
  throw new TacitError(
    'data/time',
    `column "${column}": ${show(found.open)} may have the day or the month first, and no value ` +
      'tells which: pass --time dmy or --time mdy',
  )
}

/** Refuses `23-11-14` where the last number looks like the day: the others would be misread. */
function assertYears(texts: readonly string[], column: string): void {
  const firsts = new Set<string>()
  const lasts = new Set<string>()
  let example = ''
  for (const text of texts) {
    const match = /^(\d{2})[-/.]\d{1,2}[-/.](\d{2})(?!\d)/.exec(text.trim())
    if (!match) continue
    example ||= text
    firsts.add(match[1])
    lasts.add(match[2])
  }
  const days = [...lasts].every((part) => Number(part) >= 1 && Number(part) <= 31)
  const yearFirst = [...firsts].some((part) => Number(part) > 31)
  if (lasts.size === 0 || !(yearFirst || (days && lasts.size > firsts.size))) return
  throw new TacitError(
    'data/time',
    `column "${column}": ${show(example)} may begin with the year: write years with four digits, ` +
      'or pass --time none to ignore times',
  )
}

function show(cell: Cell): string {
  return `"${String(cell).slice(0, 60)}"`
}
