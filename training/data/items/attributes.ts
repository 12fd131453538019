import { type Catalogue, TacitError } from '@tacit-rec/pack'
import type { Csr } from '../../sparse/index.ts'
import { namesOf } from './categories.ts'

/** What joins the parts of a list in a column. */
const LIST = /\s*\|\s*/

/**
 * The attributes of items: every step of their category paths, and the values of named columns.
 * Those of a single item, or of all items, say nothing about which items are alike: they are left
 * out.
 *
 * @param columns names of columns beside the categories, such as `brand`
 * @returns [N,A], binary, columns ascending
 * @throws TacitError `teacher/attributes` for a column that the items do not have, or if no two
 *   items share an attribute
 */
export function attributesOf(catalogue: Catalogue, columns: readonly string[] = []): Csr {
  const { ids, categories } = catalogue
  const extra: Readonly<Record<string, (string | number | null)[]>> = catalogue.extra ?? {}
  const missing = columns.find((name) => extra[name] === undefined)
  if (missing !== undefined)
    throw new TacitError(
      'teacher/attributes',
      `--attributes ${missing}: the items have no column "${missing}": choose ` +
        `${Object.keys(extra).join(', ') || 'none, as there are none'}; for a student, pass ` +
        `--keep ${missing} too`,
    )
  const held = new Map<string, number[]>()
  for (let item = 0; item < ids.length; item++) {
    const steps = (categories?.[item] ?? []).flatMap(stepsOf).map((path) => `category ${path}`)
    const named = columns.flatMap((name) => {
      const value = extra[name][item]
      if (value === null) return []
      return String(value)
        .split(LIST)
        .filter(Boolean)
        .map((part) => `${name} ${part.toLowerCase()}`)
    })
    for (const attribute of new Set([...steps, ...named])) {
      const items = held.get(attribute)
      if (items) items.push(item)
      else held.set(attribute, [item])
    }
  }
  const shared = [...held.values()].filter(({ length }) => length > 1 && length < ids.length)
  if (shared.length === 0)
    throw new TacitError(
      'teacher/attributes',
      'no two items share an attribute: name columns with --attributes brand,author, or add ' +
        'categories to the items file',
    )
  return byItem(ids.length, shared)
}

/** The path up to each of its steps: `A`, `A > B`. */
function stepsOf(path: string): string[] {
  const names = namesOf(path)
  return names.map((_, at) => names.slice(0, at + 1).join(' > '))
}

/** @param held the items of each attribute */
function byItem(rows: number, held: readonly (readonly number[])[]): Csr {
  const own: number[][] = Array.from({ length: rows }, () => [])
  for (const [attribute, items] of held.entries())
    for (const item of items) own[item].push(attribute)
  const offsets = new Int32Array(rows + 1)
  for (const [item, attributes] of own.entries())
    offsets[item + 1] = offsets[item] + attributes.length
  const index = Int32Array.from(own.flat())
  const values = new Float32Array(index.length).fill(1)
  return { rows, cols: held.length, offsets, index, values }
}
