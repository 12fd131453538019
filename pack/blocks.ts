import { packAddresses, unpackAddresses } from './addresses.ts'
import { type AnyCell, COLUMNS, type ColumnName, columnsOf, type Facts } from './columns.ts'
import { invalidFile } from './errors.ts'
import { MAX_PARTS } from './manifest.ts'
import type { Catalogue } from './types.ts'

/** Fewer addresses in a block stay as they are: gzip makes them as small. */
const MANY_ADDRESSES = 32

/** Min items of a block, unless it is the only one. */
const MIN_ROWS = 1024
/** Extra columns of longer texts, on average, are details. */
const MAX_FACT_LENGTH = 60

/** JSON of one block: the facts of consecutive rows. */
interface Block {
  /** Its first row. */
  from: number
  [column: string]: unknown
}

/**
 * A catalogue in two: the facts that a shelf shows or filters by, and the long texts that it does
 * not need.
 */
export function splitCatalogue(catalogue: Catalogue): { facts: Facts; details: Facts } {
  const { ids: _, extra = {}, description, ...facts } = catalogue
  const isLong = ([, cells]: [string, readonly AnyCell[]]) => meanLength(cells) > MAX_FACT_LENGTH
  const [long, short] = [true, false].map((wanted) =>
    Object.entries(extra).filter((column) => isLong(column) === wanted),
  )
  return {
    facts: withExtra(facts, short),
    details: withExtra(description ? { description } : {}, long),
  }
}

/** The names of the facts that {@link splitCatalogue} counts as details. */
export function detailNames(catalogue: Catalogue): Set<string> {
  const { extra = {}, ...details } = splitCatalogue(catalogue).details
  return new Set([...Object.keys(details), ...Object.keys(extra)])
}

function withExtra(facts: Facts, extra: [string, (string | number | null)[]][]): Facts {
  return extra.length ? { ...facts, extra: Object.fromEntries(extra) } : facts
}

function meanLength(cells: readonly AnyCell[]): number {
  const texts = cells.filter((cell) => typeof cell === 'string')
  return texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length)
}

/** The rows of each block: at most 32 blocks of equal size, the last one perhaps shorter. */
export function blockRanges(
  items: number,
  parts = partsFor(items),
): { from: number; to: number }[] {
  const size = Math.ceil(items / parts)
  return Array.from({ length: parts }, (_, part) => ({
    from: part * size,
    to: Math.min(items, (part + 1) * size),
  }))
}

function partsFor(items: number): number {
  return Math.min(MAX_PARTS, Math.ceil(items / MIN_ROWS))
}

/** The JSON of every block of some columns; none without columns. */
export function toBlocks(facts: Facts, { ids, title }: Pick<Catalogue, 'ids' | 'title'>): Block[] {
  if (!Object.values(facts).some(Boolean)) return []
  return blockRanges(ids.length).map(({ from, to }) => ({
    from,
    ...rowsOf(facts, { ids: ids.slice(from, to), title: title?.slice(from, to) }, (cells) =>
      cells.slice(from, to),
    ),
  }))
}

/** The JSON of some rows, the columns in a fixed order, since a file is named by its hash. */
export function rowsOf(
  { extra, ...facts }: Facts,
  named: Pick<Catalogue, 'ids' | 'title'>,
  pick: (cells: readonly AnyCell[]) => AnyCell[],
): Record<string, unknown> {
  const columns = (Object.keys(COLUMNS) as ColumnName[]).flatMap((name) => {
    const cells = facts[name] && pick(facts[name])
    if (!cells || isBlank(cells)) return []
    const isAddress = name === 'url' || name === 'image'
    const isTakenApart = isAddress && cells.length >= MANY_ADDRESSES
    return [[name, isTakenApart ? packAddresses(cells as (string | null)[], named) : cells]]
  })
  const more = Object.entries(extra ?? {}).flatMap(([name, cells]) => {
    const picked = pick(cells)
    return isBlank(picked) ? [] : [[name, picked]]
  })
  return { ...Object.fromEntries(columns), ...(more.length && { extra: Object.fromEntries(more) }) }
}

/**
 * Reads the facts of some rows.
 *
 * @param file the file's role, for errors
 * @param title of the rows, where another file has them
 * @throws {TacitError} `pack/<file>`
 */
export function readRows(
  file: string,
  json: Record<string, unknown>,
  ids: readonly string[],
  title?: readonly (string | null)[],
): Facts {
  const { url, image, ...others } = json
  const facts = columnsOf(file, others, ids.length)
  const named = { ids, title: facts.title ?? title }
  if (url != null) facts.url = unpackAddresses(file, 'url', url, named)
  if (image != null) facts.image = unpackAddresses(file, 'image', image, named)
  return facts
}

/**
 * Reads the blocks of one role.
 *
 * @param file the role, for errors
 * @throws {TacitError} `pack/<file>`
 */
export function fromBlocks(
  file: string,
  blocks: readonly Record<string, unknown>[],
  ids: readonly string[],
): Facts {
  const facts: Record<string, AnyCell[]> = {}
  const extra = new Map<string, AnyCell[]>()
  for (const [part, { from, to }] of blockRanges(ids.length, blocks.length).entries()) {
    if (blocks[part].from !== from)
      throw invalidFile(file, `part ${part} begins at row ${blocks[part].from}, not at ${from}`)
    const { extra: more = {}, ...columns } = readRows(file, blocks[part], ids.slice(from, to))
    for (const [name, cells] of Object.entries(columns)) {
      facts[name] ??= blank(ids.length)
      fill(facts[name], cells, from)
    }
    for (const [name, cells] of Object.entries(more)) {
      if (!extra.has(name)) extra.set(name, blank(ids.length))
      fill(extra.get(name)!, cells, from)
    }
  }
  return (extra.size ? { ...facts, extra: Object.fromEntries(extra) } : facts) as Facts
}

function blank(rows: number): AnyCell[] {
  return new Array(rows).fill(null)
}

function fill(into: AnyCell[], cells: readonly AnyCell[], from: number): void {
  for (let n = 0; n < cells.length; n++) into[from + n] = cells[n]
}

function isBlank(cells: readonly AnyCell[]): boolean {
  return cells.every((cell) => cell === null || cell === undefined)
}
