import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { type Choice, chooseColumns, joinOfOrders, joinRows, kindOfFile } from '../columns/index.ts'
import { quoted, rowsOf } from '../duckdb.ts'
import {
  type BadRow,
  type EventFile,
  openRows,
  type RowSource,
  runOn,
  type SourceFile,
} from '../files/index.ts'
import type { ReportDraft } from '../report.ts'
import type { LoadOptions } from '../types.ts'
import { type Filter, filtersOf, flagSql } from './filters.ts'
import { blankSql, userOrGuestSql } from './ids.ts'
import { numberSql } from './numbers.ts'

/** Longer reviews are cut. */
const MAX_REVIEW_CHARACTERS = 1000

/** One file of the table `raw`. */
export interface RawFile extends EventFile {
  source: RowSource
  choice: Choice
  /** Its rows in `raw`: from, below. */
  from: number
  to: number
  rejects: BadRow[]
}

/** Files of events as the table `raw`; rowid is the order of the rows. */
export interface RawEvents {
  files: RawFile[]
  rows: number
  has: Record<'time' | 'kind' | 'value' | 'rating' | 'review' | 'liked', boolean>
  /** What the column `out` counts from 1. */
  filters: Filter[]
}

type Opened = EventFile & Pick<RawFile, 'source' | 'choice'>

/**
 * Reads files of events into the table `raw`: user, item and kind as texts, time as it is, value as a
 * number (NaN if it is none), and the first filter that leaves the row out.
 *
 * @throws TacitError if a file lacks a column or has no rows
 */
export async function readRaw(
  db: DuckDBConnection,
  events: readonly EventFile[],
  options: LoadOptions,
  report: ReportDraft,
): Promise<RawEvents> {
  const opened: Opened[] = []
  for (const event of events) opened.push(await openEvents(db, event, options))
  checkTimes(opened, options.time)
  const filters = filtersOf(opened, options, report)
  const some = (ours: string) => opened.some(({ choice }) => choice.chosen[ours] !== undefined)
  const has = {
    time: some('time'),
    kind: some('kind') || opened.some(({ kind }) => kind !== undefined),
    value: some('value') || some('rating'),
    rating: some('rating'),
    review: some('review'),
    liked: filters.liked !== null,
  }
  const time = has.time ? timeType(opened) : null
  await db.run(`CREATE TABLE raw (user VARCHAR, item VARCHAR
    ${time ? `, time ${time}` : ''}${has.kind ? ', kind VARCHAR' : ''}
    ${has.value ? ', value FLOAT' : ''}${has.review ? ', review VARCHAR' : ''}
    ${has.liked ? ', liked BOOLEAN' : ''}${filters.out.length > 0 ? ', "out" UTINYINT' : ''})`)
  const files: RawFile[] = []
  let from = 0
  for (const one of opened) {
    const columns = columnsSql(one, time, has, filters)
    await runOn(one.file, () => db.run(`INSERT INTO raw SELECT ${columns} FROM ${one.source.from}`))
    const rejects = await one.source.rejects()
    const [{ n }] = await rowsOf(db, 'SELECT count(*) AS n FROM raw')
    const to = Number(n)
    if (to === from && rejects.length === 0) {
      throw new TacitError(
        'data/empty',
        `${one.file.path}: the file has no events: add rows, or remove it`,
      )
    }
    files.push({ ...one, from, to, rejects })
    from = to
  }
  return { files, rows: from, has, filters: filters.out }
}

async function openEvents(
  db: DuckDBConnection,
  event: EventFile,
  options: LoadOptions,
): Promise<Opened> {
  const { file, orders } = event
  const lines = await openRows(db, file)
  const whole = orders ? await withOrders(db, lines, orders) : lines
  const where = file.format === 'parquet' ? file.path : `${file.path}:1`
  const choice = await chooseColumns(whole, 'events', options, where)
  const { explode, chosen } = choice
  const source = explode === undefined ? whole : whole.explode(explode)
  if (options.time === 'none') delete chosen.time
  if (!options.reviews) delete chosen.review
  return { ...event, source, choice, kind: kindOf(event, choice) }
}

/** Kinds that a file's name tells; another file without a column of kinds holds views. */
const TOLD = ['purchase', 'cart', 'save']

/** The kind of all events of a file, if it has no column for it: files of orders hold purchases. */
function kindOf({ file, kind, orders }: EventFile, { chosen, notes }: Choice): string | undefined {
  if (chosen.kind !== undefined) return undefined
  const told = kind ?? kindOfFile(orders?.path ?? file.path)
  if (told === null || (kind === undefined && !TOLD.includes(told))) return undefined
  notes.push(`${file.path}: each event is a "${told}", as the name of the file says.`)
  return told
}

/** The lines of orders with the columns of their orders. */
async function withOrders(
  db: DuckDBConnection,
  lines: RowSource,
  file: SourceFile,
): Promise<RowSource> {
  const orders = await openRows(db, file)
  const join = joinOfOrders(lines, orders)
  return join ? joinRows(db, lines, orders, join) : lines
}

/**
 * @throws TacitError if only some of the files have a time column, or none has but `asked` needs it
 */
function checkTimes(opened: readonly Opened[], asked: LoadOptions['time']): void {
  const without = opened.find(({ choice }) => choice.chosen.time === undefined)
  const timed = opened.find(({ choice }) => choice.chosen.time !== undefined)
  if (without && timed)
    throw new TacitError(
      'data/missing-column',
      `${without.file.path}: no column "time", but ${timed.file.path} has one: ` +
        'add it to each split file, or pass --time none',
    )
  if (without && asked !== undefined && asked !== 'none')
    throw new TacitError(
      'data/missing-column',
      `${without.file.path}: --time ${asked} needs a time column: ` +
        'name it with --map time=COLUMN, or leave out --time',
    )
}

/** The type that the times have in all of the files; text if they differ. */
function timeType(opened: readonly Opened[]): string {
  const types = new Set(
    opened.map(({ source, choice }) => {
      const column = source.columns.find(({ name }) => name === choice.chosen.time)
      return column && /^[A-Z][A-Z_ ]*$/.test(column.type) ? column.type : 'VARCHAR'
    }),
  )
  const [type] = types
  return types.size === 1 && type !== 'JSON' ? type : 'VARCHAR'
}

function columnsSql(
  { source, choice, kind }: Opened,
  time: string | null,
  has: RawEvents['has'],
  filters: ReturnType<typeof filtersOf>,
): string {
  const { chosen, several } = choice
  const text = (ours: string) => {
    const names = several[ours] ?? (chosen[ours] === undefined ? [] : [chosen[ours]])
    const texts = names.map((name) => source.text(name))
    if (texts.length === 0) return 'CAST(NULL AS VARCHAR)'
    if (texts.length === 1) return texts[0]
    if (ours === 'time' && choice.dayAndClock)
      return `concat_ws(' ', left(${texts[0]}, 10), ${texts[1]})`
    return `coalesce(${texts.map((t) => `CASE WHEN NOT ${blankSql(t)} THEN ${t} END`).join(', ')})`
  }
  const user =
    chosen.order === undefined ? text('user') : userOrGuestSql(text('user'), text('order'))
  const value = text(chosen.rating === undefined ? 'value' : 'rating')
  const typed = time !== 'VARCHAR' && several.time === undefined
  return [
    user,
    text('item'),
    ...(time ? [typed ? source.value(chosen.time) : text('time')] : []),
    ...(has.kind ? [chosen.kind === undefined && kind ? quoted(kind) : text('kind')] : []),
    ...(has.value ? [numberSql(value, blankSql(value))] : []),
    ...(has.review ? [`left(${text('review')}, ${MAX_REVIEW_CHARACTERS})`] : []),
    ...(filters.liked ? [flagSql(filters.liked, source, choice)] : []),
    ...(filters.out.length > 0 ? [filters.sql(source, choice)] : []),
  ].join(', ')
}
