import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { maxBad, percent, reasonWithoutRemedy } from '../bad-share.ts'
import { rowsOf } from '../duckdb.ts'
import { shorten } from '../files/index.ts'
import type { ReportDraft } from '../report.ts'
import type { LoadOptions } from '../types.ts'
import type { RawEvents, RawFile } from './read.ts'
import { type AsideRow, writeSkipped } from './skipped-file.ts'
import { OUT, type RawColumns } from './stream.ts'

/** Reasons that an error lists. */
const REASONS = 3
const ROWS_AT_ONCE = 1000

/** Codes of rows that cannot be used → the reason. */
const BAD: Record<number, string> = {
  [OUT.item]: 'blank item',
  [OUT.time]: 'unreadable time',
  [OUT.totals]: 'row of totals',
}

/**
 * Counts the rows that are no events, lists those that cannot be used in `skippedFile`, and refuses the
 * data if they are too many. Rows without a user, filtered rows and unknown kinds are counted apart.
 *
 * @throws TacitError `data/bad-rows`; with `strict`, `data/row` or `data/value` for the first row
 */
export async function setAside(
  db: DuckDBConnection,
  raw: RawEvents,
  { out }: RawColumns,
  options: LoadOptions,
  report: ReportDraft,
): Promise<void> {
  const rejects = raw.files.flatMap((file) => file.rejects)
  const counts = new Int32Array(OUT.filter + raw.filters.length + 1)
  for (const code of out) counts[code]++
  if (options.strict) await refuseFirst(db, raw, out)
  const bad: number[] = []
  for (let row = 0; row < out.length; row++) if (BAD[out[row]]) bad.push(row)
  const total = out.length + rejects.length
  const wrong = bad.length + rejects.length
  if (wrong > maxBad(total, options.maxBadRows) || wrong === total) {
    throw await tooMany(db, raw, out, bad, total)
  }
  for (const { reason } of rejects) report.skip(reasonWithoutRemedy(reason), 1)
  for (const [code, reason] of Object.entries(BAD)) report.skip(reason, counts[Number(code)])
  report.skip('no user', counts[OUT.guest])
  report.skip('unknown kind', counts[OUT.kind])
  report.skip('repeated header', counts[OUT.header])
  for (const [n, { reason }] of raw.filters.entries()) {
    report.skip(reason, counts[OUT.filter + n + 1])
    if (counts[OUT.filter + n + 1] > 0)
      report.notes.push(`${counts[OUT.filter + n + 1]} events are left out: ${reason}.`)
  }
  if (counts[OUT.guest] > 0) {
    report.notes.push(
      `${counts[OUT.guest]} of ${total} events (${percent(counts[OUT.guest], total)}) have no user: they ` +
        'are left out. With a column of order ids (--map order=COLUMN) each order would count as a user.',
    )
  }
  if (wrong === 0) return
  if (options.skippedFile !== undefined)
    await writeSkipped(options.skippedFile, asideRows(db, raw, out, bad))
  const [first] = rejects.length > 0 ? rejects : await texts(db, raw, out, bad.slice(0, 1))
  const where =
    options.skippedFile === undefined ? '' : ` All are listed in ${options.skippedFile}.`
  report.notes.push(
    `${wrong} of ${total} rows (${percent(wrong, total)}) cannot be used and are set aside: ` +
      `${reasonsOf(raw, out, bad)
        .map(({ reason, rows }) => `${rows} ${reason}`)
        .join(', ')}, such as ` +
      `${first.place} (${first.reason}).${where}`,
  )
}

function reasonsOf({ files }: RawEvents, out: Uint8Array, bad: readonly number[]) {
  const counts = new Map<string, number>()
  const add = (reason: string) => counts.set(reason, (counts.get(reason) ?? 0) + 1)
  for (const { rejects } of files)
    for (const { reason } of rejects) add(reasonWithoutRemedy(reason))
  for (const row of bad) add(BAD[out[row]])
  return [...counts].map(([reason, rows]) => ({ reason, rows })).sort((a, b) => b.rows - a.rows)
}

async function tooMany(
  db: DuckDBConnection,
  raw: RawEvents,
  out: Uint8Array,
  bad: readonly number[],
  total: number,
): Promise<TacitError> {
  const rejects = raw.files.flatMap((file) => file.rejects)
  const reasons = reasonsOf(raw, out, bad)
  const examples: string[] = []
  for (const { reason, rows } of reasons.slice(0, REASONS)) {
    const row = bad.find((r) => BAD[out[r]] === reason)
    const example =
      row === undefined
        ? rejects.find((one) => reasonWithoutRemedy(one.reason) === reason)
        : (await texts(db, raw, out, [row]))[0]
    examples.push(`${rows} ${reason}, such as ${example?.place}: ${example?.text}`)
  }
  const wrong = bad.length + rejects.length
  const timeless = reasons[0].reason === BAD[OUT.time] ? ' ignore times with --time none,' : ''
  return new TacitError(
    'data/bad-rows',
    `${wrong} of ${total} rows (${percent(wrong, total)}) cannot be used: ${examples.join('; ')}: ` +
      `correct the file, name other columns with --map,${timeless} or allow more with --max-bad-rows ` +
      `${Math.ceil((100 * wrong) / total)}%`,
  )
}

/** All rows that are set aside, in blocks, so that many cost no memory. */
async function* asideRows(
  db: DuckDBConnection,
  raw: RawEvents,
  out: Uint8Array,
  bad: readonly number[],
): AsyncGenerator<AsideRow> {
  for (const { rejects } of raw.files) yield* rejects
  for (let from = 0; from < bad.length; from += ROWS_AT_ONCE)
    yield* await texts(db, raw, out, bad.slice(from, from + ROWS_AT_ONCE))
}

/** The cells of rows of `raw`, as they were read. */
async function texts(
  db: DuckDBConnection,
  { files, has }: RawEvents,
  out: Uint8Array,
  rows: readonly number[],
): Promise<AsideRow[]> {
  if (rows.length === 0) return []
  const columns = [
    'user',
    'item',
    ...(['time', 'kind', 'value'] as const).filter((name) => has[name]),
  ]
  const cells = await rowsOf(
    db,
    `SELECT rowid AS at, concat_ws(',', ${columns.map((name) => `coalesce(CAST(${name} AS VARCHAR), '')`).join(', ')}) AS text
      FROM raw WHERE rowid IN (${rows.join(', ')}) ORDER BY rowid`,
  )
  return Promise.all(
    cells.map(async ({ at, text }) => ({
      place: await placeIn(files, Number(at)),
      reason: BAD[out[Number(at)]],
      text: String(text),
    })),
  )
}

/** `file:line` of a row of `raw`. */
async function placeIn(files: readonly RawFile[], row: number): Promise<string> {
  const { source, from } = fileOf(files, row)
  return source.placeOf(row - from)
}

function fileOf(files: readonly RawFile[], row: number): RawFile {
  return files.find(({ to }) => row < to) as RawFile
}

/** @throws TacitError for the first row that `strict` refuses */
async function refuseFirst(db: DuckDBConnection, raw: RawEvents, out: Uint8Array): Promise<void> {
  const [reject] = raw.files.flatMap((file) => file.rejects)
  if (reject) throw new TacitError('data/row', `${reject.place}: ${reject.reason}`)
  const row = out.findIndex((code) => BAD[code] !== undefined || code === OUT.guest)
  if (row >= 0) {
    const ours =
      { [OUT.item]: 'item', [OUT.time]: 'time', [OUT.totals]: 'user' }[out[row]] ?? 'user'
    const [{ cell }] = await rowsOf(
      db,
      `SELECT CAST(${ours} AS VARCHAR) AS cell FROM raw WHERE rowid = ${row}`,
    )
    throw await refused(raw, row, ours, cell === null ? '' : String(cell), out[row])
  }
  if (!raw.has.value) return
  const [{ at }] = await rowsOf(db, 'SELECT min(rowid) AS at FROM raw WHERE isnan(value)')
  if (at === null) return
  const name = raw.has.rating ? 'rating' : 'value'
  throw await refused(raw, Number(at), name, null, OUT.event)
}

async function refused(
  raw: RawEvents,
  row: number,
  ours: string,
  cell: string | null,
  code: number,
): Promise<TacitError> {
  const column = fileOf(raw.files, row).choice.chosen[ours] ?? ours
  const complaints: Record<number, string> = {
    [OUT.event]: 'the value is not a number: write a number, or leave the cell blank',
    [OUT.totals]: 'the row is a sum: remove it',
    [OUT.time]:
      cell?.trim() === ''
        ? 'blank value: every event needs a time; to ignore times pass --time none'
        : `value ${shorten(cell)} is not a time: correct it; to ignore times pass --time none`,
  }
  const complaint = complaints[code] ?? 'blank value: every event needs a user and an item'
  const place = await placeIn(raw.files, row)
  return new TacitError('data/value', `${place}: column "${column}": ${complaint}`)
}
