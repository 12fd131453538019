import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { reportChoice } from '../columns/index.ts'
import { rowsOf } from '../duckdb.ts'
import type { EventFile } from '../files/index.ts'
import type { ItemTable } from '../items/index.ts'
import type { ReportDraft } from '../report.ts'
import type { Clock, LoadOptions } from '../types.ts'
import { type EventColumns, emptyEvents, firstEvents, moveEvent, pickEvents } from './columns.ts'
import { GUEST } from './ids.ts'
import { checkWeights, type EventKinds, readKinds } from './kinds.ts'
import { matchItems } from './match.ts'
import { noteRounded, numberCells, numberIds, withoutNobody } from './numbering.ts'
import { opinionsOf } from './opinions.ts'
import { dropRepeats, sortEvents } from './order.ts'
import { type RawEvents, readRaw } from './read.ts'
import { noteRobots, robotsIn } from './robots.ts'
import { setAside } from './set-aside.ts'
import { OUT, type RawColumns, readColumns } from './stream.ts'
import { clockOf, readTimes, usableTimes } from './times.ts'

/** The events of all files, sorted as in a dataset. */
export interface ReadEvents {
  /** Ids in binary order; some may be in no event. */
  users: string[]
  items: string[]
  events: EventColumns
  clock: Clock
  kinds: EventKinds
  filters: string[]
}

/**
 * Reads files of events, with the ids of the catalogue.
 *
 * @throws TacitError for what cannot be known, with the flag that settles it
 */
export async function readEvents(
  db: DuckDBConnection,
  files: readonly EventFile[],
  catalogue: ItemTable | null,
  options: LoadOptions,
  report: ReportDraft,
): Promise<ReadEvents> {
  checkWeights(options.kinds ?? {})
  if (files.length === 0) return withoutEvents(db, catalogue, options, report)
  const raw = await readRaw(db, files, options, report)
  const times = await readTimes(db, raw.has.time, options.time, report)
  reportFiles(raw, times?.how, report)
  await keepMostlyTests(db, raw, report)
  await noteUnread(db, raw, report)
  const people = withoutNobody(await numberCells(db, 'user'), report)
  const users = numberIds(people, [], raw.files[0].choice.chosen.user)
  noteGuests(users.ids, report)
  const cells = await numberCells(db, 'item')
  const { user, item } = raw.files[0].choice.chosen
  noteRounded(user, people, report)
  noteRounded(item, cells, report)
  const matched = catalogue ? matchItems(cells, catalogue, options, report) : cells
  const items = numberIds(matched, catalogue?.stated.ids, item)
  const kinds = await readKinds(db, raw.has.kind, options.kinds ?? {}, report)
  const filtered = raw.filters.length > 0
  const read = await readColumns(db, raw, { users, items }, times?.sql ?? null, filtered)
  await setAside(db, raw, read, options, report)
  // Frees DuckDB's memory before the columns are copied.
  for (const table of ['raw', 'user_cells', 'item_cells']) await db.run(`DROP TABLE ${table}`)
  const usable = keepEvents(read, raw, report)
  const timed = { ...usable, time: usableTimes(usable, options.time, report) }
  const sorted = sortEvents(timed, users.ids.length)
  const clock = clockOf(sorted, times, options.time)
  const distinct = dropRepeats(sorted)
  report.skip('repeat', sorted.user.length - distinct.user.length)
  const judging = {
    kinds,
    rating: raw.has.rating,
    liked: raw.has.liked,
    column: raw.files[0].choice.chosen.value ?? 'value',
  }
  const filters = raw.filters
    .filter((_, n) => read.out.some((code) => code === OUT.filter + n + 1))
    .map(({ name }) => name)
  const rates = raw.has.rating || options.ratingScale !== undefined
  const persons = withoutRobots(distinct, users.ids.length, clock, rates, options, report, filters)
  const opinion = opinionsOf(persons, judging, options, report)
  if (options.like !== undefined) filters.push(`like ${options.like.trim()}`)
  const events = { ...persons, opinion }
  return { users: users.ids, items: items.ids, events, clock, kinds, filters }
}

async function withoutEvents(
  db: DuckDBConnection,
  catalogue: ItemTable | null,
  { kinds: weights = {} }: LoadOptions,
  report: ReportDraft,
): Promise<ReadEvents> {
  const kinds = await readKinds(db, false, weights, report)
  const { ids } = numberIds({ ids: [], rows: new Int32Array(0) }, catalogue?.stated.ids)
  return { users: [], items: ids, events: emptyEvents(), clock: 'none', kinds, filters: [] }
}

/** Columns and forms of the files, as a person reads them. */
function reportFiles({ files }: RawEvents, time: string | undefined, report: ReportDraft): void {
  const reported = new Set<string>()
  const orders = new Set(files.flatMap((one) => (one.orders ? [one.orders.path] : [])))
  for (const path of orders) report.files.push({ path, role: 'events', form: [] })
  for (const { file, source, choice } of files) {
    report.files.push({ path: file.path, role: 'events', form: source.form })
    const { chosen } = choice
    const used = new Set(Object.values(chosen))
    choice.ignored = choice.ignored.filter(({ column }) => !used.has(column))
    const { ignored } = choice
    // Parts of one table are alike.
    const same = JSON.stringify([chosen, ignored])
    if (reported.has(same)) continue
    reported.add(same)
    reportChoice(report, file.path, choice, time === undefined ? {} : { time })
  }
}

/** Says how many orders have no user: each counts as one. */
function noteGuests(users: readonly string[], report: ReportDraft): void {
  const orders = users.filter((id) => id.startsWith(GUEST)).length
  if (orders > 0)
    report.notes.push(`${orders} orders have no user: each counts as a user of its own.`)
}

/** A filter of test events that takes most of them is no such filter: the column means another thing. */
async function keepMostlyTests(
  db: DuckDBConnection,
  { rows, filters }: RawEvents,
  report: ReportDraft,
): Promise<void> {
  const at = filters.findIndex(({ name }) => name === 'test')
  if (at < 0) return
  const [{ n }] = await rowsOf(db, `SELECT count(*) AS n FROM raw WHERE "out" = ${at + 1}`)
  if (Number(n) * 2 <= rows) return
  await db.run(`UPDATE raw SET "out" = 0 WHERE "out" = ${at + 1}`)
  report.notes.push(
    `${n} of ${rows} events are marked as test or internal. They are most of the events, so they are kept.`,
  )
}

async function noteUnread(db: DuckDBConnection, { has, files }: RawEvents, report: ReportDraft) {
  if (!has.value) return
  const [{ n }] = await rowsOf(db, 'SELECT count(*) AS n FROM raw WHERE isnan(value)')
  if (Number(n) === 0) return
  const { rating, value } = files[0].choice.chosen
  report.notes.push(`${n} values of "${rating ?? value}" are no numbers: they count as blank.`)
}

/** The rows that are events, moved together. */
function keepEvents(
  { events, out }: RawColumns,
  { files }: RawEvents,
  { skipped }: ReportDraft,
): EventColumns {
  let kept = 0
  for (let row = 0; row < out.length; row++) {
    if (out[row] !== OUT.event) continue
    if (kept !== row) moveEvent(events, row, kept)
    kept++
  }
  if (kept === 0) {
    throw new TacitError(
      'data/empty',
      `${files[0].file.path}: no event remains of ${out.length} rows (` +
        `${Object.entries(skipped)
          .map(([reason, rows]) => `${rows} ${reason}`)
          .join(', ')}): ` +
        'name other columns with --map, or change the filters',
    )
  }
  return kept === out.length ? events : firstEvents(events, kept)
}

function withoutRobots(
  events: EventColumns,
  users: number,
  clock: Clock,
  rates: boolean,
  { clean = true, bots = 'drop' }: LoadOptions,
  report: ReportDraft,
  filters: string[],
): EventColumns {
  if (!clean || bots === 'keep') return events
  const robots = robotsIn(events, users, clock, rates)
  const count = robots.reduce((sum, flag) => sum + flag, 0)
  if (count === 0) return events
  const rows = Int32Array.from(events.user.keys()).filter((e) => robots[events.user[e]] === 0)
  noteRobots(count, events.user.length - rows.length, report)
  filters.push('bots')
  return pickEvents(events, rows)
}
