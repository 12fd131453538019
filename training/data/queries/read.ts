import type { DuckDBConnection } from '@duckdb/node-api'
import { kindNamed } from '@tacit-rec/pack'
import { type Choice, chooseColumns, reportChoice } from '../columns/index.ts'
import { quoted, rowsOf } from '../duckdb.ts'
import { blankSql, idSql, plainId } from '../events/index.ts'
import { openRows, type RowSource, runOn, type SourceFile } from '../files/index.ts'
import { nearKnown } from '../items/index.ts'
import type { ReportDraft } from '../report.ts'
import type { LoadOptions, LoggedQuery } from '../types.ts'

/** People who must have typed a query, where the log tells them apart. */
const MIN_PEOPLE = 2
/** Longer texts were pasted. */
const MAX_CHARACTERS = 200
/** An e-mail address, or digits as of a telephone, an order or a card. */
const PERSONAL = /@|\d(?:[ ./()-]?\d){6}/

/** What the ids of a log are matched with. */
export interface KnownItems {
  ids: readonly string[]
  /** Another id of an item → its id. */
  variantOf: ReadonlyMap<string, string>
}

/**
 * Reads search logs: the pairs of a query and the item that it led to, each once. A query that a
 * single person typed is left out where the log has people, and so is one that looks like an e-mail
 * address or a number of somebody.
 *
 * @throws TacitError `data/…` for a file that cannot be read
 */
export async function readQueries(
  db: DuckDBConnection,
  files: readonly SourceFile[],
  known: KnownItems,
  options: LoadOptions,
  report: ReportDraft,
): Promise<LoggedQuery[] | null> {
  if (files.length === 0) return null
  const pairs = new Map<string, LoggedQuery>()
  for (const file of files)
    for (const pair of await readLog(db, file, known, options, report)) {
      const key = `${pair.query}\n${pair.item}`
      const before = pairs.get(key)
      if (before) before.weight += pair.weight
      else pairs.set(key, pair)
    }
  report.notes.push(
    `${pairs.size} pairs of a query and an item in the search log: --understand learns from them.`,
  )
  return [...pairs.values()]
}

async function readLog(
  db: DuckDBConnection,
  file: SourceFile,
  known: KnownItems,
  options: LoadOptions,
  report: ReportDraft,
): Promise<LoggedQuery[]> {
  const source = await openRows(db, file)
  const choice = await chooseColumns(source, 'queries', { map: mapIn(source, options) }, file.path)
  reportChoice(report, file.path, choice, {})
  const rows = await runOn(file, () => rowsOf(db, countsSql(source, choice)))
  const named = rows.map(({ item }) => String(item))
  const ids = matched(named, known, options)
  const isKnown = new Set(known.ids)
  return rows.flatMap(({ query, kind, people, n }, at): LoggedQuery[] => {
    const text = String(query)
    const count = Number(n)
    const skip = (why: string) => {
      report.skip(why, count)
      return []
    }
    if (PERSONAL.test(text)) return skip('query that may name a person')
    if (text.length > MAX_CHARACTERS || !/[\p{L}\p{N}]/u.test(text))
      return skip('query without words, or too long')
    if (choice.chosen.user !== undefined && Number(people) < MIN_PEOPLE)
      return skip('query of a single person')
    if (!isKnown.has(ids[at])) return skip('query of an item that is not known')
    const weight = count * weightOf(kind === null ? null : String(kind), options)
    return weight > 0 ? [{ query: text, item: ids[at], weight }] : []
  })
}

/** The pairs of a log, with the number of people who typed the query. */
function countsSql(source: RowSource, { chosen }: Choice): string {
  const text = (ours: string) => (chosen[ours] === undefined ? 'NULL' : source.text(chosen[ours]))
  const count =
    chosen.count === undefined ? '1' : `coalesce(try_cast(${text('count')} AS DOUBLE), 1)`
  return `WITH log AS (
      SELECT lower(regexp_replace(trim(${text('query')}), '\\s+', ' ', 'g')) AS query,
        ${idSql(text('item'))} AS item, ${text('kind')} AS kind, ${text('user')} AS person,
        ${count} AS n
      FROM ${source.from} WHERE NOT ${blankSql(text('query'))}),
    heads AS (SELECT query, count(DISTINCT person) AS people FROM log GROUP BY query)
    SELECT query, item, kind, any_value(people) AS people, sum(n) AS n
    FROM log JOIN heads USING (query) WHERE item IS NOT NULL AND item <> ${quoted('')}
    GROUP BY query, item, kind ORDER BY query, item, kind`
}

/** `--map` is for events; a search log takes what fits it. */
function mapIn({ columns }: RowSource, { map = {} }: LoadOptions): Record<string, string> {
  const names = new Set(columns.map(({ name }) => name))
  return Object.fromEntries(
    Object.entries(map).filter(
      ([ours, theirs]) => ['item', 'user', 'kind'].includes(ours) && names.has(theirs),
    ),
  )
}

function matched(
  ids: readonly string[],
  { ids: known, variantOf }: KnownItems,
  { joinIds = [] }: LoadOptions,
): string[] {
  const exact = new Set(known)
  const ofPlain = new Map(known.map((id) => [plainId(id), id]))
  const written = ids.map((id) => (exact.has(id) ? id : (ofPlain.get(id) ?? id)))
  const near = nearKnown(written, known, joinIds)
  return near.map((id, at) =>
    exact.has(id) ? id : (variantOf.get(id) ?? variantOf.get(written[at]) ?? id),
  )
}

/** What a kind of answer counts, as events do: a purchase more than a view. */
function weightOf(kind: string | null, { kinds = {} }: LoadOptions): number {
  if (kind === null) return 1
  const found = kindNamed(kind)
  return kinds[kind] ?? kinds[found?.name ?? ''] ?? found?.weight ?? 1
}
