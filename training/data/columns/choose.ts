import { TacitError } from '@tacit-rec/pack'
import type { LoadOptions } from '../types.ts'
import { type Column, type ColumnSource, candidatesOf, columnsOf, type Sample } from './columns.ts'
import { addLevels } from './levels.ts'
import { listOfEvents } from './lists.ts'
import { findMapped, type Mapped } from './map.ts'
import { formsOf, localeForm, words } from './names.ts'
import { type Picking, pick, take, why } from './pick.ts'
import { privateName } from './private.ts'
import { addFacts, addKept, addLocales, refuseRest } from './public.ts'
import { chooseOnlyTime, dropClock, joinDayAndClock } from './times.ts'
import type { Choice, Role } from './types.ts'
import { nameColumns } from './unnamed.ts'
import { doubtsIn, VOCABULARIES } from './vocabulary/index.ts'

type Options = Pick<LoadOptions, 'map' | 'columns' | 'keep' | 'keepAnyway' | 'kinds'>

/**
 * Chooses the column for each of ours: by `--map`, by its name, and by its content where names say
 * nothing. Values must not contradict a name.
 *
 * @param where the file in errors, with a line if it has lines: `shop/events.csv:1`
 * @throws TacitError `data/missing-column`, `data/ambiguous`, `data/columns`, `data/map`, `data/keep`
 */
export async function chooseColumns(
  source: ColumnSource,
  role: Role,
  options: Options = {},
  where = '',
): Promise<Choice> {
  const choice: Choice = { chosen: {}, several: {}, extra: {}, ignored: [], notes: [] }
  const kinds = new Set(Object.keys(options.kinds ?? {}))
  const picking: Picking = { role, choice, taken: new Set(), kinds, where }
  const sample = (await source.sample?.()) ?? []
  const mapped = mappedColumns(source, role, options.map ?? {}, where)
  const flat = nameColumns(columnsOf(source, sample), source, options.columns, picking)
  const list = role === 'events' ? listOfEvents(source, flat, mapped, where) : undefined
  const columns = list === undefined ? flat : await exploded(source, list, sample)
  if (list !== undefined) choice.explode = list

  for (const [ours, { column, several }] of Object.entries(mapped)) {
    take(ours, { name: column }, picking)
    if (several) choice.several[ours] = several
    for (const name of several ?? []) picking.taken.add(name)
    const what = role === 'items' && ours !== 'id' ? privateName(column) : null
    if (what) {
      choice.notes.push(`"${column}" becomes public as the ${ours}, though it looks like ${what}.`)
    }
  }
  for (const [ours, meaning] of Object.entries(VOCABULARIES[role])) {
    if (choice.chosen[ours] !== undefined) continue
    const candidates = exactFirst(
      ours,
      candidatesOf(columns, doubtsIn(role, ours), meaning.ids !== undefined),
    )
    const column = pick(ours, candidates, meaning.required === true, picking)
    if (!column && meaning.required) chooseOnlyId(ours, columns, picking)
  }
  if (role === 'events') {
    if (mapped.time === undefined) {
      joinDayAndClock(columns, picking)
      dropClock(columns, picking)
      chooseOnlyTime(columns, picking)
    }
    finishEvents(choice, options.map ?? {}, picking, columns)
  }
  if (role === 'queries')
    for (const { name } of columns)
      if (!picking.taken.has(name)) why(choice, name, 'not used in a search log')
  if (role === 'items') {
    describeByTitle(columns, picking)
    addLevels(columns, picking)
    addStatuses(columns, picking)
    groupVariants(columns, picking)
    stockInWords(columns, picking)
    addLocales(columns, picking)
    addFacts(columns, picking)
    addKept(columns, options.keep ?? [], options.keepAnyway === true, picking)
    refuseRest(columns, picking)
  }
  for (const [ours, { required }] of Object.entries(VOCABULARIES[role])) {
    if (required && choice.chosen[ours] === undefined) throw missing(ours, columns, picking)
  }
  return choice
}

function mappedColumns(
  source: ColumnSource,
  role: Role,
  map: Record<string, string>,
  where: string,
): Record<string, Mapped> {
  const mapped: Record<string, Mapped> = {}
  for (const [asked, theirs] of Object.entries(map)) {
    // `--map item=…` also names the id of an items file that has the column; `user` alike.
    const shared = asked === { items: 'item', users: 'user', events: '', queries: '' }[role]
    const ours = shared ? 'id' : asked
    if (!(ours in VOCABULARIES[role]) || (shared && map.id !== undefined)) continue
    if (role === 'users' && asked !== 'user') continue
    const found = findMapped(source, role, ours, theirs, where)
    if (found) mapped[ours] = found
    else if (!shared) throw missingMapped(source, ours, theirs, where)
  }
  return renamedRating(mapped)
}

/** A value is a rating exactly if its column says so. */
function renamedRating(mapped: Record<string, Mapped>): Record<string, Mapped> {
  const { value, ...others } = mapped
  const isRating =
    value && formsOf(value.column).some((form) => doubtsIn('events', 'rating').has(form))
  return isRating && !mapped.rating ? { ...others, rating: value } : mapped
}

async function exploded(source: ColumnSource, list: string, flat: Sample): Promise<Column[]> {
  const rows = source.explode?.(list)
  if (rows) return columnsOf(rows, (await rows.sample?.()) ?? [], list)
  const fields = source.lists?.find(({ name }) => name === list)?.fields ?? []
  const columns = [
    ...fields.map((field) => ({ name: `${list}.${field}`, type: '' })),
    ...source.columns,
  ]
  return columnsOf({ columns }, flat, list)
}

/** A column that is spelled as ours before those that differ in case. */
function exactFirst<T extends { column: Column; doubt: number }>(ours: string, found: T[]): T[] {
  const at = found.findIndex(({ column }) => column.name === ours)
  if (at < 0) return found
  return [{ ...found[at], doubt: -1 }, ...found.slice(0, at), ...found.slice(at + 1)]
}

/** Ids of other things than items. */
const OTHER_IDS = new Set(
  `address author brand campaign category channel city country department device event group index
    location order parent publisher region review row seller session shop source store supplier
    transaction user vendor warehouse`.split(/\s+/),
)

/** Takes the only column whose name ends in an id, such as `painting_id`, for the item. */
function chooseOnlyId(ours: string, columns: Column[], picking: Picking): void {
  if (ours !== 'item' && ours !== 'id') return
  const ids = columns.filter(({ name }) => {
    const parts = words(name)
    const noun = parts.length > 1 && parts.at(-1) === 'id' ? parts.at(-2)! : ''
    return noun !== '' && !OTHER_IDS.has(noun) && !picking.taken.has(name)
  })
  if (ids.length !== 1) return
  take(ours, ids[0], picking)
  picking.choice.notes.push(`"${ids[0].name}" is taken for the ${ours}: no other column is an id.`)
}

function finishEvents(
  choice: Choice,
  map: Record<string, string>,
  picking: Picking,
  columns: Column[],
): void {
  const { chosen } = choice
  if (chosen.rating !== undefined && chosen.value !== undefined && map.value === undefined) {
    why(
      choice,
      chosen.value,
      `"${chosen.rating}" is used; pass --map value=${chosen.value} for this`,
    )
    delete chosen.value
  }
  const order =
    chosen.user !== undefined && doubtsIn('events', 'order').has(formsOf(chosen.user)[0])
  if (order) choice.notes.push(`No column is a user: each "${chosen.user}" counts as one.`)
  for (const { name, forms } of columns) {
    if (picking.taken.has(name)) continue
    const fact = Object.keys(VOCABULARIES.items).some((ours) =>
      forms.some((form) => doubtsIn('items', ours).has(form)),
    )
    why(choice, name, fact ? 'describes items: put it into an items file' : 'not used in events')
  }
}

/** Each column that may hide an item counts: Shopify has `Published` and `Status`. */
function addStatuses(columns: Column[], { choice, taken }: Picking): void {
  const { status } = choice.chosen
  if (status === undefined) return
  const others = candidatesOf(columns, doubtsIn('items', 'status'))
    .map(({ column }) => column.name)
    .filter((name) => name !== status && !taken.has(name))
  if (others.length === 0) return
  choice.several.status = [status, ...others]
  for (const name of others) taken.add(name)
  choice.ignored = choice.ignored.filter(({ column }) => !others.includes(column))
}

const MAX_TITLE = 80

/** Short descriptions are titles where there are none: `StockCode`, `Description` of tills. */
function describeByTitle(columns: Column[], { choice }: Picking): void {
  const { title, description } = choice.chosen
  const column = columns.find(({ name }) => name === description)
  if (title !== undefined || !column || column.profile.filled.length === 0) return
  // `title_en` is one, and is found later.
  if (columns.some(({ name }) => ['title', 'name'].includes(localeForm(name)?.base ?? ''))) return
  if (column.profile.filled.some((text) => text.length > MAX_TITLE || /<\w/.test(text))) return
  choice.chosen.title = column.name
  delete choice.chosen.description
  choice.notes.push(`"${column.name}" is the title: its texts are short, and no column is one.`)
}

/** If the ids are Shopify's variants, their handle is the product. */
function groupVariants(columns: Column[], picking: Picking): void {
  const { id = '', parent } = picking.choice.chosen
  if (parent !== undefined || words(id)[0] !== 'variant') return
  const handle = columns.find(({ forms }) => forms.includes('handle'))
  if (handle) take('parent', handle, picking)
}

/** A stock column in words, such as `in stock`, tells availability; counts stay private. */
function stockInWords(columns: Column[], picking: Picking): void {
  if (picking.choice.chosen.availability !== undefined) return
  const stock = columns.find(
    ({ name, forms, profile }) =>
      !picking.taken.has(name) &&
      forms.some((form) => ['stock', 'inventory', 'bestand', 'lager'].includes(form)) &&
      profile.filled.length > 0 &&
      profile.filled.every((value) => !/\d/.test(value)),
  )
  if (stock) take('availability', stock, picking)
}

function missing(ours: string, columns: Column[], { role, where, choice }: Picking): TacitError {
  const names = columns.map(({ name }) => name).join(', ') || 'none'
  const unfit = choice.ignored.find(({ why }) => why.startsWith(`as the ${ours} `))
  const known = Object.keys(choice.chosen).length > 0
  const unnamed =
    role === 'events' && !known ? '; if line 1 is no header, pass --columns user,item,time' : ''
  return new TacitError(
    'data/missing-column',
    `${where}: no column "${ours}" (found: ${names})${unfit ? `; "${unfit.column}": ${unfit.why}` : ''}` +
      `: add it to the header, or name the column to use with --map ${ours}=COLUMN${unnamed}`,
  )
}

function missingMapped(source: ColumnSource, ours: string, theirs: string, where: string) {
  const lists = (source.lists ?? []).flatMap(({ name, fields }) =>
    fields.map((f) => `${name}.${f}`),
  )
  const found = [...source.columns.map(({ name }) => name), ...lists].join(', ') || 'none'
  return new TacitError(
    'data/missing-column',
    `${where}: no column "${theirs}" (found: ${found}): correct --map ${ours}=${theirs}`,
  )
}
