import type { Catalogue } from '@tacit-rec/pack'
import { plainText } from '../../data/index.ts'

/** Max characters in a prompt: of one field, an item, the start of a description, a review. */
const MAX_LENGTH = { field: 1200, item: 4000, short: 160, review: 300 }
/** Fields that do not describe an item. */
const IGNORED = new Set(['intents', 'summary', 'id', 'price', 'availability', 'url', 'image'])

/**
 * The texts of an item for a prompt: title, categories, description and every other field of its
 * row, such as an author, one per line.
 *
 * @returns '' for an item without texts
 */
export function itemBrief(catalogue: Catalogue, item: number): string {
  const { title, categories, description, extra = {} } = catalogue
  const lines = [
    line('Title', title?.[item]),
    line('Categories', categories?.[item]?.join(' | ')),
    line('Description', description?.[item]),
    ...Object.entries(extra)
      .filter(([name]) => !IGNORED.has(name))
      .map(([name, values]) => line(name, values[item])),
  ]
  return lines.filter(Boolean).join('\n').slice(0, MAX_LENGTH.item).toWellFormed()
}

/** An item in one line of a user's history; `described` adds the start of its description. */
export function shortBrief(catalogue: Catalogue, item: number, described: boolean): string {
  const { title, categories, description } = catalogue
  const last = (categories?.[item] ?? []).map((path) => path.split('>').at(-1)!.trim())
  const parts = [
    title?.[item],
    last.length ? `(${[...new Set(last)].join(', ')})` : '',
    described ? description?.[item]?.slice(0, MAX_LENGTH.short).toWellFormed() : '',
  ]
  return parts.filter(Boolean).join(' ').replace(/\s+/gu, ' ')
}

/** A user's review without markup, for a line of their history. */
export function shortReview(review: string): string {
  const text = plainText(review).replace(/\s+/gu, ' ')
  return text.trim().slice(0, MAX_LENGTH.review).toWellFormed()
}

function line(name: string, value: string | number | null | undefined): string {
  const text =
    value === null || value === undefined ? '' : String(value).replace(/\s+/gu, ' ').trim()
  return text && `${name}: ${text.slice(0, MAX_LENGTH.field).toWellFormed()}`
}
