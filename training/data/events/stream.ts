import type { DuckDBConnection } from '@duckdb/node-api'
import { allocate, type EventColumns } from './columns.ts'
import { BLANK, HEADER, type Numbered } from './numbering.ts'
import type { RawEvents } from './read.ts'

/** A row that is no event: why, as {@link OUT} or a filter's number plus {@link OUT}.filter. */
export const OUT = {
  event: 0,
  item: 1,
  time: 2,
  totals: 3,
  guest: 4,
  kind: 5,
  header: 6,
  filter: 7,
} as const

/** The rows of `raw` in file order; those that are no events are still among them. */
export interface RawColumns {
  events: EventColumns
  /** Per row: {@link OUT}. */
  out: Uint8Array
}

/**
 * Reads the table `raw` into columns. DuckDB joins in any order, so each row says its place.
 *
 * @param timeSql seconds or positions from the column `time`; null without
 */
export async function readColumns(
  db: DuckDBConnection,
  { files, rows, has }: Pick<RawEvents, 'files' | 'rows' | 'has'>,
  { users, items }: { users: Numbered; items: Numbered },
  timeSql: string | null,
  filtered: boolean,
): Promise<RawColumns> {
  const events = allocate(rows, {
    time: timeSql !== null,
    value: has.value,
    opinion: has.liked,
    review: has.review,
  })
  const { user, item, kind, part, time, value, opinion, reviews } = events
  for (const file of files) part.fill(file.part, file.from, file.to)
  const out = new Uint8Array(rows)
  const result = await db.stream(
    `SELECT CAST(raw.rowid AS INTEGER), coalesce(u.n, -1), coalesce(i.n, -1),
      ${has.kind ? 'CAST(coalesce(k.n, 0) AS INTEGER)' : '0'},
      ${timeSql === null ? '0.0::DOUBLE' : `coalesce(CAST(${timeSql} AS DOUBLE), 'nan'::DOUBLE)`},
      ${filtered ? 'CAST("out" AS INTEGER)' : '0'},
      ${has.value ? `coalesce(value, 'nan'::FLOAT)` : `'nan'::FLOAT`},
      ${has.liked ? 'CAST(liked AS INTEGER)' : '1'}
      ${has.review ? `, nullif(trim(review), '')` : ''}
      FROM raw LEFT JOIN user_cells u ON u.raw = raw.user LEFT JOIN item_cells i ON i.raw = raw.item
      ${has.kind ? 'LEFT JOIN kind_cells k ON k.raw = raw.kind' : ''}`,
  )
  for await (const chunk of result) {
    const vector = (at: number) => chunk.getColumnVector(at)
    const [row, userCell, itemCell, kindCell] = [vector(0), vector(1), vector(2), vector(3)]
    const [times, filter, values, liked] = [vector(4), vector(5), vector(6), vector(7)]
    const texts = reviews ? vector(8) : null
    for (let r = 0; r < chunk.rowCount; r++) {
      const e = row.getItem(r) as number
      const u = userCell.getItem(r) as number
      const i = itemCell.getItem(r) as number
      const k = kindCell.getItem(r) as number
      const at = times.getItem(r) as number
      user[e] = u < 0 ? BLANK : users.place[u]
      item[e] = i < 0 ? BLANK : items.place[i]
      kind[e] = k
      if (time) time[e] = at
      if (value) value[e] = values.getItem(r) as number
      if (opinion) opinion[e] = liked.getItem(r) as number
      if (reviews && texts) reviews[e] = texts.getItem(r) as string | null
      out[e] = whyOut(filter.getItem(r) as number, user[e], item[e], k, at)
    }
  }
  return { events, out }
}

/** A filter comes first: what the user asked to leave out is not judged. */
function whyOut(filter: number, user: number, item: number, kind: number, time: number): number {
  if (filter > 0) return OUT.filter + filter
  if (user === HEADER || item === HEADER) return OUT.header
  if (user < BLANK || item < BLANK) return OUT.totals
  if (item < 0) return OUT.item
  if (!Number.isFinite(time)) return OUT.time
  if (user < 0) return OUT.guest
  return kind < 0 ? OUT.kind : OUT.event
}
