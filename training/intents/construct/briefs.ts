import type { Catalogue } from '@tacit-rec/pack'

/** Longest of one field and of a whole item in a prompt, in characters. */
const LONGEST = { field: 1200, item: 4000, short: 160, review: 300 }
/** Fields that say nothing of what an item is like. */
const SILENT = new Set(['intents', 'summary', 'id', 'price', 'availability', 'url', 'image'])

/**
 * What is known of an item, for a model to read: title, categories, description and every other
 * text of its row, such as reviews or an author, a line each.
 *
 * @returns '' where nothing is known
 */
export function itemBrief(catalogue: Catalogue, item: number): string {
  const { title, categories, description, extra = {} } = catalogue
  const lines = [
    line('Title', title?.[item]),
    line('Categories', categories?.[item]?.join(' | ')),
    line('Description', description?.[item]),
    ...Object.entries(extra)
      .filter(([name]) => !SILENT.has(name))
      .map(([name, values]) => line(name, values[item])),
  ]
  return lines.filter(Boolean).join('\n').slice(0, LONGEST.item).toWellFormed()
}

/** An item in one line of a user's history, with the beginning of its description if asked for. */
export function shortBrief(catalogue: Catalogue, item: number, described: boolean): string {
  const { title, categories, description } = catalogue
  const last = (categories?.[item] ?? []).map((path) => path.split('>').at(-1)!.trim())
  const parts = [
    title?.[item],
    last.length ? `(${[...new Set(last)].join(', ')})` : '',
    described ? description?.[item]?.slice(0, LONGEST.short).toWellFormed() : '',
  ]
  return parts.filter(Boolean).join(' ').replace(/\s+/gu, ' ')
}

/** What a user wrote of an item, in a line of their history. */
export function shortReview(review: string): string {
  return review.replace(/\s+/gu, ' ').trim().slice(0, LONGEST.review).toWellFormed()
}

function line(name: string, value: string | number | null | undefined): string {
  const text =
    value === null || value === undefined ? '' : String(value).replace(/\s+/gu, ' ').trim()
  return text && `${name}: ${text.slice(0, LONGEST.field).toWellFormed()}`
}
