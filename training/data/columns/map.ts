import { TacitError } from '@tacit-rec/pack'
import { type Column, type ColumnSource, candidatesOf, columnsOf } from './columns.ts'
import { plain } from './names.ts'
import type { Role } from './types.ts'
import { EVENT_WORDS } from './vocabulary/events.ts'
import { doubtsIn } from './vocabulary/index.ts'
import { ITEM_WORDS } from './vocabulary/items.ts'

/** Our columns: what may stand before the `=` of `--map`. */
export const OUR_COLUMNS = [...Object.keys(EVENT_WORDS), ...Object.keys(ITEM_WORDS)]

/**
 * Checks that each `--map` names one of our columns, in a file that is there.
 *
 * @param has roles of the files; a role that is left out is not checked
 * @throws TacitError `data/map`
 */
export function checkMap(
  map: Record<string, string>,
  has: { events?: boolean; items?: boolean } = {},
): void {
  if (map.user !== undefined && map.user === map.item) {
    throw new TacitError(
      'data/map',
      `--map user=${map.user} and --map item=${map.item}: one column cannot be both: correct one of them`,
    )
  }
  for (const [ours, theirs] of Object.entries(map)) {
    const events = ours in EVENT_WORDS
    if (!events && !(ours in ITEM_WORDS)) {
      throw new TacitError(
        'data/map',
        `--map ${ours}=${theirs}: unknown column "${ours}": use one of ${OUR_COLUMNS.join(', ')}`,
      )
    }
    // `item` may name the id of an items file, too.
    const used = events
      ? has.events !== false || (ours === 'item' && has.items)
      : has.items !== false
    if (used) continue
    const role = events ? 'events' : 'items'
    const remedy = events ? 'leave it out' : 'pass --items FILE, or leave it out'
    throw new TacitError(
      'data/map',
      `--map ${ours}=${theirs}: no file of ${role} to read it from: ${remedy}`,
    )
  }
}

/** What a `--map` names. */
export interface Mapped {
  /** A column; for the field of a list, `list.field`. */
  column: string
  /** All of an object's fields, such as `lvl0`, `lvl1`. */
  several?: string[]
  explode?: string
}

/**
 * Finds what `--map ours=theirs` names: a column by its exact name, else whatever its case and
 * punctuation; a field in a list of objects; or the field that fits in an object or a list.
 *
 * @returns null if the file has nothing of that name
 * @throws TacitError `data/map` for an object or a list in which no field fits
 */
export function findMapped(
  source: ColumnSource,
  role: Role,
  ours: string,
  theirs: string,
  where: string,
): Mapped | null {
  const names = source.columns.map(({ name }) => name)
  const lists = source.lists ?? []
  const inside = fieldsIn(names, theirs)
  if (inside.length === 0) {
    const list =
      lists.find(({ name }) => name === theirs) ?? lists.find((l) => same(l.name, theirs))
    if (list && role !== 'items') return fieldOfList(list, role, ours, theirs, where)
    const name = names.find((n) => n === theirs) ?? names.find((n) => same(n, theirs))
    if (name !== undefined) return { column: name }
    for (const { name: of, fields } of lists) {
      const field = fields.find((f) => `${of}.${f}` === theirs || same(`${of}.${f}`, theirs))
      if (field !== undefined) return { column: `${of}.${field}`, explode: of }
    }
    return null
  }
  if (ours === 'categories') return { column: inside[0], several: inside }
  const [best] = candidatesOf(columnsOf(source, [], theirs), doubtsIn(role, ours)).filter((c) =>
    inside.includes(c.column.name),
  )
  if (best || inside.length === 1) return { column: best?.column.name ?? inside[0] }
  throw noField(where, ours, theirs, 'an object', inside)
}

/** Columns of the fields of an object, levels in order. */
function fieldsIn(names: string[], object: string): string[] {
  const inside = names.filter((name) => name.startsWith(`${object}.`))
  return inside.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

function fieldOfList(
  list: { name: string; fields: string[] },
  role: Role,
  ours: string,
  theirs: string,
  where: string,
): Mapped {
  const columns = fieldsOf(list).map((column) => column)
  const [best] = candidatesOf(columns, doubtsIn(role, ours))
  if (best) return { column: best.column.name, explode: list.name }
  throw noField(
    where,
    ours,
    theirs,
    'a list of objects',
    columns.map(({ name }) => name),
  )
}

/** The fields of a list as columns without values. */
export function fieldsOf({ name, fields }: { name: string; fields: string[] }): Column[] {
  const columns = fields.map((field) => ({ name: `${name}.${field}`, type: '' }))
  return columnsOf({ columns }, [], name)
}

function noField(where: string, ours: string, theirs: string, what: string, fields: string[]) {
  return new TacitError(
    'data/map',
    `${where}: --map ${ours}=${theirs}: "${theirs}" is ${what}: name one of its fields, such as ` +
      `--map ${ours}=${fields[0] ?? `${theirs}.id`} (found: ${fields.join(', ') || 'none'})`,
  )
}

const same = (a: string, b: string): boolean => plain(a) !== '' && plain(a) === plain(b)
