import { TacitError } from '@tacit-rec/pack'
import type { Column, ColumnSource } from './columns.ts'
import { formsOf } from './names.ts'
import type { Picking } from './pick.ts'
import { recognizeEvents, recognizeItems } from './recognize.ts'

/**
 * Names the columns of a file without a header: by `--columns`, else by its content.
 *
 * @returns the columns, to be looked up under those names
 * @throws TacitError `data/columns` if the content does not tell, or `--columns` has too many names
 */
export function nameColumns(
  columns: Column[],
  { hasHeader = true }: ColumnSource,
  given: readonly string[] | undefined,
  { role, choice, where }: Picking,
): Column[] {
  if (role === 'events' && given) {
    if (given.length > columns.length) {
      throw new TacitError(
        'data/columns',
        `${where}: --columns names ${given.length} columns, but the file has ${columns.length}: ` +
          `leave out the others. ${firstRow(columns)}`,
      )
    }
    const header = columns.map(({ name }) => name).join(', ')
    if (hasHeader) choice.notes.push(`--columns replaces the header of ${where}: ${header}.`)
    return named(columns, given)
  }
  if (hasHeader || role === 'users') return columns
  const profiles = columns.map(({ profile }) => profile)
  const layout = role === 'events' ? recognizeEvents(profiles) : recognizeItems(profiles)
  if (layout) {
    choice.notes.push(
      `No header: the content is that of ${layout.name}, so the columns are ` +
        `${layout.columns.map((name) => name || '(not used)').join(', ')}.`,
    )
    return named(columns, layout.columns)
  }
  const remedy =
    role === 'events'
      ? 'name them in order, such as --columns user,item,rating,time (_ for one that is not used)'
      : 'add a first line with their names, such as id,title,categories'
  throw new TacitError(
    'data/columns',
    `${where}: no header, and the content does not tell the columns: ${remedy}. ` +
      firstRow(columns),
  )
}

function named(columns: Column[], names: readonly string[]): Column[] {
  return columns.map((column, at) => ({
    ...column,
    forms: names[at] ? formsOf(names[at]) : [],
    endings: [],
  }))
}

function firstRow(columns: Column[]): string {
  const cells = columns.map(({ profile }) => profile.cells[0] ?? '')
  const shown = cells.map((cell) => (cell.length > 30 ? `${cell.slice(0, 29)}…` : cell))
  return `First row: ${shown.join(' | ')}`
}
