import type { Facts } from '@tacit-rec/client'
import { makerOf, titleOf } from './facts.ts'

interface Entry {
  facts: Facts
  title: string
  rest: string
}

/**
 * Searches the catalogue in the page, so that no query leaves the device. Every word must occur.
 * Order: titles that start with the query, titles with words that start so, other fields with words
 * that start so, the rest.
 */
export function searcher(items: readonly Facts[]): (query: string) => Facts[] {
  let entries: Entry[] | null = null
  return (query) => {
    entries ??= items.map(entryOf)
    const wanted = fold(query).trim()
    const words = wanted.split(/\s+/).filter(Boolean)
    if (!words.length) return []
    const found: { facts: Facts; rank: number }[] = []
    for (const { facts, title, rest } of entries)
      if (words.every((word) => title.includes(word) || rest.includes(word))) {
        const inTitle = words.every((word) => ` ${title}`.includes(` ${word}`))
        const inRest = words.every((word) => ` ${title} ${rest}`.includes(` ${word}`))
        const rank = title.startsWith(wanted) ? 0 : inTitle ? 1 : inRest ? 2 : 3
        found.push({ facts, rank })
      }
    return found.sort((a, b) => a.rank - b.rank).map(({ facts }) => facts)
  }
}

function entryOf(facts: Facts): Entry {
  const rest = [makerOf(facts), facts.id, ...(facts.categories ?? [])].join(' ')
  return { facts, title: fold(titleOf(facts)), rest: fold(rest) }
}

/** Removes case, accents and punctuation: `emile` finds `Émile Zola`. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
}
