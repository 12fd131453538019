import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../..')
export const SHOP = join(ROOT, 'demo')
/** Folder of everything that `npm start` makes and uses again. */
export const STATE = join(ROOT, '.tacit')

/** Paths of rooms: a step that depends on their content runs again when it changes. */
export function rooms(...names: string[]): string[] {
  return names.map((name) => join(ROOT, name))
}
