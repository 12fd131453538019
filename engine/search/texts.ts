import type { Catalogue } from '@tacit-rec/pack'

/** Longer texts are descriptions. */
const MAX_EXTRA = 60
/** Columns that nobody searches by. */
const SKIPPED = /^(?:url|link|image|id|currency|price|availability)$|_(?:id|url)$/i

/** What is searched of each item: title, category names, and short texts of the site's own columns. */
export function searchTexts({ ids, title, categories, extra = {} }: Catalogue): string[] {
  const columns = Object.entries(extra).flatMap(([name, column]) =>
    SKIPPED.test(name) ? [] : [column],
  )
  return ids.map((id, item) => {
    const own = columns.flatMap((column) => {
      const value = column[item]
      return typeof value === 'string' && value.length <= MAX_EXTRA ? [value] : []
    })
    const paths = (categories?.[item] ?? []).flatMap((path) => path.split(' > '))
    return [title?.[item] ?? id, ...own, ...new Set(paths)].join(' · ')
  })
}
