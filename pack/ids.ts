import { column } from './columns.ts'
import { invalidFile } from './errors.ts'
import { isText } from './guards.ts'
import type { Shape } from './manifest.ts'

/**
 * The ids of the items, which are their rows' names in every table.
 *
 * @param file the file's role, for errors
 * @throws {TacitError} `pack/<file>`
 */
export function idsOf(file: string, value: unknown, { items }: Pick<Shape, 'items'>): string[] {
  const ids = column(file, 'ids', value, items, isText).filter((id) => id !== null)
  if (ids.length < items) throw invalidFile(file, 'an id is null')
  if (new Set(ids).size < items) throw invalidFile(file, 'an id occurs twice')
  return ids
}
