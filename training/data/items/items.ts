import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { reportChoice } from '../columns/index.ts'
import type { SourceFile } from '../files/index.ts'
import { ReportDraft } from '../report.ts'
import type { StatedCatalogue } from './catalogue.ts'
import { countGroups, noteUnlisted } from './counts.ts'
import { factsOf } from './facts.ts'
import { groupRows, noItems, type RowKeys, wholeIds } from './groups.ts'
import { type FileItems, joined } from './join-files.ts'
import { type Group, mergeRows, newestBy } from './merge.ts'
import { nestedFacts } from './nested.ts'
import { refuseBadItems } from './refuse.ts'
import { type ItemOptions, type ItemRows, readRows } from './rows.ts'
import { scalarText } from './structure.ts'

/** A catalogue as its files state it. */
export interface ItemTable {
  stated: StatedCatalogue
  /** Another id of an item → its id: ids of its variants, and SKUs. Events may name either. */
  variantOf: ReadonlyMap<string, string>
  /** The item of each row of the files, in order; '' for a row that is none. */
  rows: string[]
}

/**
 * Reads the files of a catalogue and creates the table `item_rows(id)` of the items. Repeated items and
 * variants become one item each; rows without an id are set aside and counted.
 *
 * @param lookups tables that give names to ids of the items, such as `aisles.csv`
 * @throws TacitError `data/bad-rows` if too many rows cannot be split; with `file:line` for a row without
 *   an id, or a repeated one, if `strict`
 */
export async function readItems(
  db: DuckDBConnection,
  files: readonly SourceFile[],
  options: ItemOptions = {},
  report: ReportDraft = new ReportDraft(),
  lookups: readonly SourceFile[] = [],
): Promise<ItemTable> {
  const parts: FileItems[] = []
  for (const file of files) {
    const rows = await readRows(db, file, options, lookups)
    report.files.push({ path: file.path, role: 'items', form: rows.form })
    if (file === files[0])
      for (const { path } of rows.joined) report.files.push({ path, role: 'items', form: [] })
    for (const { reason } of rows.rejects) report.skip(`row of items: ${reason}`, 1)
    parts.push(await itemsOf(rows, options, report))
  }
  const { keys, facts, times, listed } = joined(parts)
  const { groups, variantOf, parents } = groupRows(keys)
  if (keys.parents && !parents)
    report.notes.push(`Column "${keys.parentColumn}" groups no variants, so each row is an item.`)
  countGroups(groups, report)
  const ids = groups.map(({ id }) => id)
  const merged = groups.every(({ rows }, at) => rows.length === 1 && rows[0] === at)
  await db.run('CREATE TABLE item_rows (id VARCHAR)')
  const appender = await db.createAppender('item_rows')
  for (const id of ids) {
    appender.appendVarchar(id)
    appender.endRow()
  }
  appender.closeSync()
  const stated = merged ? facts : mergeRows(facts, groups, newestBy(times))
  noteUnlisted(stated, report)
  return { stated: { ids, ...stated }, variantOf, rows: itemsOfRows(groups, listed) }
}

function itemsOfRows(groups: readonly Group[], listed: readonly boolean[]): string[] {
  const idOf: string[] = []
  for (const { id, rows } of groups) for (const row of rows) idOf[row] = id
  let row = 0
  return listed.map((is) => (is ? idOf[row++] : ''))
}

async function itemsOf(
  rows: ItemRows,
  { strict = false, maxBadRows }: ItemOptions,
  report: ReportDraft,
): Promise<FileItems> {
  const { file, choice, cells } = rows
  const { chosen } = choice
  const ids = wholeIds(rows.ids.map((id) => id?.trim() ?? null))
  const none = noItems(ids, chosen.id, cells.get(chosen.title ?? ''))
  if (strict) await refuse(rows, ids, none)
  if (none.size > 0 && none.size === ids.length)
    throw new TacitError(
      'data/empty',
      `${file.path}: no row has a value in "${chosen.id}": name the column of the ids with --map ` +
        'id=COLUMN',
    )
  await refuseBadItems(rows, none, maxBadRows)
  for (const [row, why] of none) {
    report.skip(why === 'without an id' ? 'item without an id' : `${why}, not an item`, 1)
    if (why === 'totals')
      report.notes.push(
        `${await rows.source.placeOf(row)}: the row "${ids[row]}" is a sum, not an item.`,
      )
  }
  const stay = ids.flatMap((_, row) => (none.has(row) ? [] : [row]))
  const pick = <T>(values: T[]) => (none.size === 0 ? values : stay.map((row) => values[row]))
  const kept = new Map([...cells].map(([name, values]) => [name, pick(values)]))
  const nested = rows.nested === null ? null : nestedFacts(kept.get(rows.nested) ?? [], rows.nested)
  const { facts, found } = factsOf(kept, choice, file.format !== 'delimited', nested)
  const unread = found.unread.find(({ what }) => what === 'price')
  if (strict && unread) {
    const complaint = `value ${JSON.stringify(unread.value)} is no price: correct it, or clear it`
    throw await valueError(rows, stay[unread.row], unread.column, complaint)
  }
  const { price, availability } = nested ?? {}
  if ((price && price === facts.price) || (availability && availability === facts.availability)) {
    choice.ignored = choice.ignored.filter(({ column }) => column !== rows.nested)
    report.columns.push({ file: file.path, column: String(rows.nested), as: 'variants' })
  }
  reportChoice(report, file.path, choice, found.how)
  report.notes.push(...found.notes)
  const texts = (name: string) => (kept.get(name) ?? []).map(scalarText)
  const several = rows.variants.map(texts)
  const variants =
    several.length > 0 ? stay.map((_, at) => several.map((c) => c[at]).join('\n')) : null
  const keys: RowKeys = {
    ids: pick(ids) as string[],
    parents: chosen.parent === undefined ? undefined : texts(chosen.parent),
    parentColumn: chosen.parent,
    titles: facts.title,
    variants: variants?.map((text) => text.trim() || null) ?? null,
    aliases: [...rows.aliases.map(texts).map(named), ...(nested ? [nested.names] : [])],
  }
  const listed = ids.map((_, row) => !none.has(row))
  return { keys, facts, times: timesOf(rows.updated.map(texts)), listed }
}

/** `01.05.2024 10:00`, `5/1/2024` */
const NUMERIC = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b(.*)$/

function named(names: (string | null)[]): string[][] {
  return names.map((name) => (name === null ? [] : [name]))
}

/** Times that can be compared, from the first column that has them; null if there is none. */
function timesOf(columns: (string | null)[][]): number[] | null {
  for (const column of columns) {
    const parts = column.map((text) => NUMERIC.exec(text ?? ''))
    const dayFirst = parts.some((date) => date && (date[2] === '.' || Number(date[1]) > 12))
    const times = column.map((text, row) => {
      const date = parts[row]
      if (text === null) return Number.NaN
      if (date === null) return Number.isFinite(Number(text)) ? Number(text) : Date.parse(text)
      const [day, month] = dayFirst ? [date[1], date[3]] : [date[3], date[1]]
      return Date.parse(`${month}/${day}/${date[4]}${date[5]}`)
    })
    if (times.some((time) => !Number.isNaN(time))) return times
  }
  return null
}

async function valueError(
  { source }: ItemRows,
  row: number,
  column: string,
  complaint: string,
): Promise<TacitError> {
  const place = await source.placeOf(row)
  return new TacitError('data/value', `${place}: column "${column}": ${complaint}`)
}

async function refuse(
  rows: ItemRows,
  ids: (string | null)[],
  none: ReadonlyMap<number, string>,
): Promise<void> {
  const column = rows.choice.chosen.id
  const [reject] = rows.rejects
  if (reject) throw new TacitError('data/row', `${reject.place}: ${reject.reason}: ${reject.text}`)
  const [blank] = none.keys()
  if (blank !== undefined) {
    const what =
      none.get(blank) === 'without an id' ? 'blank value' : `the row is ${none.get(blank)}`
    throw await valueError(rows, blank, column, `${what}: every item needs an id`)
  }
  const first = new Map<string, number>()
  for (const [row, id] of ids.entries()) {
    const was = first.get(id as string)
    if (was !== undefined) {
      const place = await rows.source.placeOf(was)
      const complaint = `duplicate id ${JSON.stringify(id)}, first at ${place}: keep one row`
      throw await valueError(rows, row, column, complaint)
    }
    first.set(id as string, row)
  }
}
