import type { Group } from './merge.ts'
import { isBlank, scalarText, type Value } from './structure.ts'

/** What tells which rows are one item, [rows] each. */
export interface RowKeys {
  ids: string[]
  /** The product that a row is a variant of. */
  parents?: (string | null)[]
  /** The name of that column. */
  parentColumn?: string
  titles?: (string | null | undefined)[]
  /** What tells variants apart, such as size and color; null without such columns. */
  variants: (string | null)[] | null
  /** Per column, the other names of each row, such as a SKU. */
  aliases: string[][][]
}

export interface Grouped {
  groups: Group[]
  /** Another id of an item → its id: of its variants, its SKU. */
  variantOf: Map<string, string>
  /** Whether the column of parents groups rows. */
  parents: boolean
}

/**
 * Groups rows that are one item: those with the same id, and those with the same parent. Rows of one
 * id are variants if only some have a title, or if their size, color or SKU differ; otherwise they
 * repeat the item.
 */
export function groupRows(keys: RowKeys): Grouped {
  const { ids, titles, variants } = keys
  const parents = productsOf(keys)
  const rowsOf = new Map<string, number[]>()
  for (const [row, own] of ids.entries()) {
    const id = parents?.[row] ?? own
    const rows = rowsOf.get(id)
    if (rows) rows.push(row)
    else rowsOf.set(id, [row])
  }
  const groups = [...rowsOf].map(([id, rows]): Group => {
    if (rows.length === 1) return { id, rows, head: null, apart: false, variants: false }
    const names = new Set(rows.map((row) => ids[row]))
    const titled = titles ? rows.filter((row) => titles[row] != null) : rows
    const differ =
      new Set(variants ? rows.map((row) => variants[row]).filter(Boolean) : []).size > 1
    const partly = titled.length > 0 && titled.length < rows.length
    const head = names.size > 1 || partly ? (titled.find((row) => ids[row] === id) ?? null) : null
    return { id, rows, head, apart: names.size > 1, variants: names.size > 1 || partly || differ }
  })
  return {
    groups,
    variantOf: otherIds(parents ? keys : { ...keys, parents: soleParents(keys) }, groups),
    parents: parents !== null,
  }
}

/** Products with more variants on average are no products, but categories. */
const MAX_VARIANTS = 30

/**
 * The product of each row. A parent is one that has a row of its own, or several variants; if no
 * parent is, each row is a product, whatever the column says.
 */
function productsOf({
  ids,
  parents,
  aliases,
  titles,
  parentColumn = '',
}: RowKeys): (string | null)[] | null {
  if (!parents) return null
  const own = new Set(ids)
  // WooCommerce names a parent by its SKU, or as `id:12`.
  const byAlias = new Map<string, string>()
  for (const column of aliases)
    for (const [row, names] of column.entries())
      for (const name of names) if (!own.has(name)) byAlias.set(name, byAlias.get(name) ?? ids[row])
  const resolved = parents.map((parent) => {
    if (parent === null || own.has(parent)) return parent
    const id = parent.replace(/^id:/, '')
    return own.has(id) ? id : (byAlias.get(parent) ?? parent)
  })
  const counts = new Map<string, number>()
  for (const [row, parent] of resolved.entries())
    if (parent !== null && parent !== ids[row]) counts.set(parent, (counts.get(parent) ?? 0) + 1)
  const meets = [...counts].some(([parent, rows]) => rows > 1 || own.has(parent))
  if (!meets) return null
  const variants = [...counts.values()].reduce((sum, rows) => sum + rows, 0)
  if (variants > counts.size * MAX_VARIANTS) return null
  const isGroup = /group|variant|master/i.test(parentColumn)
  return isGroup || alike(ids, resolved, titles ?? []) ? resolved : null
}

/** Whether rows of one parent mostly have a word of their titles in common. */
function alike(
  ids: string[],
  parents: (string | null)[],
  titles: NonNullable<RowKeys['titles']>,
): boolean {
  const common = new Map<string, Set<string>>()
  let several = 0
  for (const [row, id] of ids.entries()) {
    const words = titles[row]?.toLowerCase().match(/[\p{L}\p{N}]+/gu)
    const product = parents[row] ?? id
    if (!words) continue
    const known = common.get(product)
    if (known && parents[row] !== null && parents[row] !== id) several++
    common.set(product, new Set(words.filter((word) => !known || known.has(word))))
  }
  const strange = [...common.values()].filter((words) => words.size === 0).length
  return strange * 2 <= several
}

/** Parents that do not group rows are other names of them, if each has its own. */
function soleParents({ parents }: RowKeys): RowKeys['parents'] {
  const known = parents?.filter((parent) => parent !== null) ?? []
  return new Set(known).size === known.length ? parents : undefined
}

function otherIds(
  { ids, parents, aliases }: RowKeys,
  groups: readonly Group[],
): Map<string, string> {
  const taken = new Set(groups.map(({ id }) => id))
  const others = new Map<string, string | null>()
  const add = (name: string | undefined, id: string) => {
    if (!name || taken.has(name)) return
    // A name of two items names neither.
    others.set(name, (others.get(name) ?? id) === id ? id : null)
  }
  for (const { id, rows } of groups)
    for (const row of rows) {
      add(ids[row], id)
      add(parents?.[row]?.replace(/^id:/, ''), id)
      for (const column of aliases) for (const name of column[row]) add(name, id)
    }
  return new Map([...others].flatMap(([name, id]) => (id === null ? [] : [[name, id] as const])))
}

/**
 * Rows that are no items: without an id, the last rows of a table that say `Total`, and headers in the
 * middle of a file.
 *
 * @returns row → why
 */
export function noItems(
  ids: readonly (string | null)[],
  header: string,
  titles: readonly Value[] | undefined,
): Map<number, 'without an id' | 'totals' | 'a header'> {
  const none = new Map<number, 'without an id' | 'totals' | 'a header'>()
  const total =
    /^(?:grand[ _-]?|sub[ _-]?)?(?:totals?|sum|summe|gesamt|gesamtsumme|suma|totale|somme)\s*:?$/i
  for (const [row, id] of ids.entries()) {
    const untitled = scalarText(titles?.[row] ?? null) === null
    if (id === null || isBlankId(id)) none.set(row, 'without an id')
    else if (row > 0 && row >= ids.length - 3 && untitled && total.test(id)) none.set(row, 'totals')
    else if (id === header && row > 0) none.set(row, 'a header')
  }
  return none
}

/** `-` and `none` may be ids; the words of programs for nothing are not. */
function isBlankId(id: string): boolean {
  return isBlank(id) && !/^(?:-+|–|—|\?|none|nil)$/i.test(id)
}

/** Integers that were written as decimals, `17.0`, without them, if the whole column is so. */
export function wholeIds(ids: readonly (string | null)[]): (string | null)[] {
  const decimal = /^-?\d+\.0+$/
  const some = ids.flatMap((id) => id || [])
  const whole =
    some.some((id) => decimal.test(id)) && some.every((id) => /^-?\d+(?:\.0+)?$/.test(id))
  return whole ? ids.map((id) => id?.replace(/\.0+$/, '') ?? null) : [...ids]
}
