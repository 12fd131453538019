import { basename } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Choice, chooseColumns, joinOfNames, joinRows } from '../columns/index.ts'
import {
  type BadRow,
  exactJson,
  openRows,
  type RowSource,
  runOn,
  type SourceFile,
} from '../files/index.ts'
import type { LoadOptions } from '../types.ts'
import { NESTED } from './nested.ts'
import { saleOf, withSales } from './sales.ts'
import { countsAsFlag, stockOf } from './stock.ts'
import { plain, scalarText, type Value } from './structure.ts'

/** How items are read. */
export interface ItemOptions
  extends Pick<LoadOptions, 'map' | 'keep' | 'keepAnyway' | 'strict' | 'maxBadRows'> {
  /** Extras that are public already, such as those of the pack that is updated. */
  published?: readonly string[]
}

/** The rows of an items file that have an id, in file order. */
export interface ItemRows {
  file: SourceFile
  source: RowSource
  /** Tables whose names the rows have. */
  joined: SourceFile[]
  choice: Choice
  form: string[]
  /** Rows that could not be split. */
  rejects: BadRow[]
  /** [rows] As the file writes them. */
  ids: (string | null)[]
  /** Column of the file → [rows]; undefined where a row has no such cell. */
  cells: Map<string, Value[]>
  /** Columns that tell variants of a product apart, those that name them, and those of times. */
  variants: string[]
  aliases: string[]
  updated: string[]
  /** A list of variants within each row. */
  nested: string | null
}

/** Beside the chosen columns, those that say which rows belong together. */
const VARIANTS = /^(variant|variation)|^option\d?(value|name)?$|^options?$|^(size|colou?r|sku)$/
const ALIASES =
  /^((product|item|variant|variation|url)?(sku|code|handle|slug)|variant(id)?|variationid)$/
/** Times of a row, the surest first. */
const UPDATED = [
  /^(date)?(last)?(updated|modified|changed)(at|on|date|time)?$|^(date|last)_?mod|^(updat|modifi)\w*|^geandert(am)?$|^aktualisiert(am)?$/,
  /^(timestamp|datetime|asof|asofdate|(snapshot|crawl|scrape|export|import|effective|valid)\w*(at|date|time|from))$|^(crawled|scraped|exported|imported|fetched|lastseen|seen)(at|on|date)?$/,
  /^(date|time|day|datum|created(at|on|date)?|datecreated|dateadded|addedat|version|revision)$/,
]

/** Reads the columns of an items file that are used. */
export async function readRows(
  db: DuckDBConnection,
  file: SourceFile,
  options: ItemOptions,
  lookups: readonly SourceFile[] = [],
): Promise<ItemRows> {
  const { source, joined } = await withNames(db, await openRows(db, file), lookups)
  const where = file.form.format === 'parquet' ? file.path : `${file.path}:1`
  const choice = await chooseColumns(source, 'items', options, where)
  const { chosen, several, extra } = choice
  const names = source.columns.map((column) => column.name)
  publish(choice, names, options.published ?? [])
  const stock = chosen.availability === undefined ? stockOf(names) : null
  const sale = options.map?.price === undefined ? saleOf(names, chosen.price) : null
  const like = (pattern: RegExp) =>
    names.filter((name) => pattern.test(plain(name)) && name !== chosen.id)
  const [variants, aliases, updated] = [like(VARIANTS), like(ALIASES), UPDATED.flatMap(like)]
  const nested = names.find((name) => NESTED.test(name)) ?? null
  const used = [chosen, extra].flatMap((columns) => Object.values(columns))
  const columns = new Set([
    ...used,
    ...Object.values(several).flat(),
    ...variants,
    ...aliases,
    ...updated,
    ...(nested === null ? [] : [nested]),
    ...Object.values(stock ?? {}),
    ...(sale === null ? [] : [sale.column, ...sale.dates]),
  ])
  const cells = await readCells(db, file, source, [...columns])
  if (stock) countsAsFlag(choice, cells, stock)
  if (sale) withSales(choice, cells, sale)
  if (options.map?.id === undefined) productAsId(choice, cells, aliases)
  const ids = (cells.get(choice.chosen.id) ?? []).map((id) =>
    id !== null && typeof id === 'object' ? JSON.stringify(id) : (id?.toString() ?? null),
  )
  return {
    file,
    source,
    joined,
    choice,
    form: source.form,
    rejects: await source.rejects(),
    ids,
    cells,
    variants,
    aliases,
    updated,
    nested,
  }
}

/** The rows with the names that other tables give to their ids. */
async function withNames(
  db: DuckDBConnection,
  rows: RowSource,
  lookups: readonly SourceFile[],
): Promise<{ source: RowSource; joined: SourceFile[] }> {
  let source = rows
  const joined: SourceFile[] = []
  for (const file of lookups) {
    const names = await openRows(db, file)
    const join = joinOfNames(source, names, basename(file.path).replace(/\..*$/, ''))
    if (!join) continue
    source = joinRows(db, source, names, join)
    joined.push(file)
  }
  return { source, joined }
}

/**
 * Shopify writes a product's facts in the first of its variants' rows only: then the column that all its
 * rows share, `Handle`, is the id, and the SKU that was chosen is another name of it.
 */
function productAsId(choice: Choice, cells: Map<string, Value[]>, aliases: string[]): void {
  const { id, title, parent } = choice.chosen
  if (title === undefined || parent !== undefined) return
  const titles = (cells.get(title) ?? []).map(scalarText)
  const ids = (cells.get(id) ?? []).map(scalarText)
  if (![titles, ids].some((texts) => texts.includes(null))) return
  const shared = aliases.find((name) => {
    const names = (cells.get(name) ?? []).map(scalarText)
    const titleOf = new Map<string, string>()
    return names.every((product, row) => {
      if (product === null) return false
      const [known, own] = [titleOf.get(product), titles[row]]
      if (own !== null) titleOf.set(product, own)
      // Each product begins with its title, and has no other.
      return known === undefined ? own !== null : own === null || own === known
    })
  })
  if (shared === undefined) return
  choice.chosen.id = shared
  aliases.splice(aliases.indexOf(shared), 1, id)
  choice.ignored = choice.ignored.filter(({ column }) => column !== shared && column !== id)
  choice.notes.push(
    `"${shared}" is the id, because several rows are one product; events may also name "${id}".`,
  )
}

/** Adds the columns that are public already under the same name. */
function publish(choice: Choice, names: string[], published: readonly string[]): void {
  const taken = new Set(Object.values({ ...choice.chosen, ...choice.extra }))
  for (const name of published) {
    if (!names.includes(name) || taken.has(name) || choice.extra[name] !== undefined) continue
    choice.extra[name] = name
    choice.ignored = choice.ignored.filter(({ column }) => column !== name)
  }
}

async function readCells(
  db: DuckDBConnection,
  file: SourceFile,
  source: RowSource,
  names: string[],
): Promise<Map<string, Value[]>> {
  const cells = new Map<string, Value[]>(names.map((name) => [name, []]))
  const lists = names.map((name) => cells.get(name) as Value[])
  const delimited = file.format === 'delimited'
  const { objects } = source
  const values = names.map((name) =>
    delimited ? source.text(name) : `CAST(to_json(${source.value(name)}) AS VARCHAR)`,
  )
  const query = objects
    ? `SELECT CAST(json AS VARCHAR) FROM ${objects}`
    : `SELECT ${values.join(', ')} FROM ${source.from}`
  await runOn(file, async () => {
    for await (const chunk of await db.stream(query)) {
      if (objects) {
        for (const text of chunk.getColumnValues(0) as string[]) {
          const row = exactJson(text) as Record<string, Value>
          for (const [at, name] of names.entries()) lists[at].push(inRow(row, name))
        }
        continue
      }
      for (const at of names.keys()) {
        const column = chunk.getColumnValues(at) as (string | null)[]
        for (const text of column)
          lists[at].push(delimited || text === null ? text : (exactJson(text) as Value))
      }
    }
  })
  return cells
}

/** A cell of a row of JSON; `a.b` is the field of an object. */
function inRow(row: Value, name: string): Value {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) return undefined
  if (Object.hasOwn(row, name)) return row[name]
  const dot = name.indexOf('.')
  return dot < 0 ? undefined : inRow(row[name.slice(0, dot)], name.slice(dot + 1))
}
