import type { Column } from './columns.ts'
import { plain } from './names.ts'
import { type Picking, why } from './pick.ts'

/** Names of levels: `category1`, `product_category_2`, `lvl0`, `categories.lvl0`, `level 1`. */
const LEVEL =
  /^(product|item|main|hierarchical)?(categor(y|ies|ie|ia|ias)|cat|genre|department|breadcrumb|collection|taxonomy|kategorien?|warengruppe|section|path)?(l|lvl|level|ebene|nivel|niveau)?(\d+)$/

/**
 * Adds the levels of a category path that stand in columns of their own: `category1`, `category2`;
 * Algolia's `lvl0`, `lvl1`; `main_category`, `sub_category`; `department`, `aisle`.
 */
export function addLevels(columns: Column[], { choice, taken }: Picking): void {
  const free = columns.filter(({ name }) => !taken.has(name))
  const levels = free
    .flatMap((column) => {
      const match = column.forms.map((form) => LEVEL.exec(form)).find(Boolean)
      // A bare number is no level.
      return match && (match[2] || match[4]) ? [{ column, at: Number(match.at(-1)) }] : []
    })
    .sort((a, b) => a.at - b.at)
  const chosen = choice.chosen.categories
  // Algolia's records have the names as a flat list too.
  const flat = levels.length > 1 && levels.every(({ column }) => /hierarch/i.test(column.name))
  if (levels.length > 0 && chosen !== undefined && !isTop(chosen) && !flat) {
    for (const { column } of levels) why(choice, column.name, `"${chosen}" gives the categories`)
    return
  }
  const below =
    chosen === undefined
      ? []
      : free.filter((c) => c.forms.some((f) => /^(sub(categor|genre)|aisle$)/.test(f)))
  const found = [...levels.map(({ column }) => column), ...(levels.length > 0 ? [] : below)]
  if (found.length === 0) return
  if (flat && chosen !== undefined) why(choice, chosen, `"${found[0].name}" gives the categories`)
  const names = [
    ...(chosen === undefined || flat ? [] : [chosen]),
    ...found.map(({ name }) => name),
  ]
  choice.chosen.categories = names[0]
  if (names.length > 1) choice.several.categories = names
  for (const name of names) taken.add(name)
  choice.ignored = choice.ignored.filter(({ column }) => !names.includes(column))
}

/** Whether a column is the first level of others: `category` beside `category2`. */
function isTop(name: string): boolean {
  return /^(main|top)?(categor(y|ie|ia)|genre|department)$/.test(plain(name))
}
