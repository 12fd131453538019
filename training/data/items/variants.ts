import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../duckdb.ts'
import type { ReportDraft } from '../report.ts'
import type { ItemTable } from './items.ts'

/**
 * Replaces the items of events that name a variant, or an item by its SKU, by the item's id. Events
 * whose item is in the catalogue stay.
 *
 * @param tables of events with a column `item`
 */
export async function nameProducts(
  db: DuckDBConnection,
  tables: readonly string[],
  { variantOf }: Pick<ItemTable, 'variantOf'>,
  report: ReportDraft,
): Promise<void> {
  if (variantOf.size === 0 || tables.length === 0) return
  await db.run('CREATE TABLE item_variants (variant VARCHAR, item VARCHAR)')
  const appender = await db.createAppender('item_variants')
  for (const [variant, item] of variantOf) {
    appender.appendVarchar(variant)
    appender.appendVarchar(item)
    appender.endRow()
  }
  appender.closeSync()
  let events = 0
  for (const table of tables) {
    const meets = `${table}.item = v.variant`
    const [{ n }] = await rowsOf(
      db,
      `SELECT count(*) AS n FROM ${table} JOIN item_variants AS v ON ${meets}`,
    )
    if (n !== 0)
      await db.run(`UPDATE ${table} SET item = v.item FROM item_variants AS v WHERE ${meets}`)
    events += Number(n)
  }
  if (events > 0)
    report.notes.push(
      `${events} events name a variant or a SKU instead of an item: they count for its item.`,
    )
}
