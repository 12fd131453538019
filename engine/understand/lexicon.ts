import type { Catalogue, LexiconValues } from '@tacit-rec/pack'
import { stemOf, type Token, tokensOf } from './text.ts'

/** A value of a column of the catalogue. */
export interface Concept {
  /** `category`, or the column's name. */
  facet: string
  /** As the catalogue writes it; of a category the whole path or one step of it. */
  value: string
}

/** The words of a catalogue's columns, by the stems of their words. */
export interface Lexicon {
  phrases: ReadonlyMap<string, readonly Concept[]>
  /** Words of the longest phrase. */
  longest: number
  /** Names of the columns that have concepts. */
  facets: ReadonlySet<string>
}

/** Words of a value that can be said in a query. */
const MAX_WORDS = 5
/** A column whose values nearly all differ describes items one by one: it has no concepts. */
const MAX_DISTINCT = 0.5
const FEW_ROWS = 20

/**
 * The concepts of a catalogue: the steps of its categories, and the short values of every further
 * column of texts that items share. Nobody labels anything.
 */
export function lexiconOf(catalogue: Pick<Catalogue, 'categories' | 'extra'>): Lexicon {
  return lexiconFrom(lexiconValues(catalogue))
}

/** What a query may name of a catalogue, each value once: the `lexicon` of a pack. */
export function lexiconValues({
  categories = [],
  extra = {},
}: Pick<Catalogue, 'categories' | 'extra'>): LexiconValues {
  const columns = Object.entries(extra).flatMap(([facet, column]) => {
    const texts = column.filter((value): value is string => typeof value === 'string')
    const values = new Set(texts)
    if (texts.length > FEW_ROWS && values.size > MAX_DISTINCT * texts.length) return []
    const said = [...values].filter((value) => keysOf(value).length > 0)
    return said.length > 0 ? [[facet, said]] : []
  })
  const paths = new Set(categories.flatMap((paths) => paths ?? []))
  return { categories: [...paths], columns: Object.fromEntries(columns) }
}

/** The lexicon of values, which is that of their catalogue. */
export function lexiconFrom({ categories, columns }: LexiconValues): Lexicon {
  const phrases = new Map<string, Concept[]>()
  const facets = new Set<string>()
  let longest = 1
  const put = (facet: string, value: string) => {
    for (const key of keysOf(value)) {
      const concepts = phrases.get(key) ?? []
      phrases.set(key, concepts)
      if (concepts.some((one) => one.facet === facet && one.value === value)) continue
      concepts.push({ facet, value })
      facets.add(facet)
      longest = Math.max(longest, key.split(' ').length)
    }
  }
  for (const path of categories) for (const step of path.split(' > ')) put('category', step)
  for (const [facet, values] of Object.entries(columns))
    for (const value of values) put(facet, value)
  return { phrases, longest, facets }
}

/** A value as it may be said: whole, with `and` or `und` for `&`, and each side of `&`, `and`, `und`, `,` or `/`. */
function keysOf(value: string): string[] {
  const parts = value.split(/\s+(?:&|and|und|et|y)\s+|\s*[,/|]\s*/i)
  const joined = ['and', 'und'].map((word) => value.replaceAll('&', ` ${word} `))
  return [...new Set([value, ...joined, ...(parts.length > 1 ? parts : [])].map(keyOf))].filter(
    (key) => /\p{L}/u.test(key) && key.length > 1 && key.split(' ').length <= MAX_WORDS,
  )
}

function keyOf(text: string): string {
  return tokensOf(text)
    .map(({ text }) => stemOf(text))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .join(' ')
}

/** A run of tokens that names concepts. */
export interface Linked {
  from: number
  to: number
  concepts: readonly Concept[]
  /** One letter of a longer word had to be changed, added or left out. */
  isTypo: boolean
}

/** The longest phrases of the lexicon in a query, from the left, without overlaps. */
export function link({ phrases, longest }: Lexicon, tokens: readonly Token[]): Linked[] {
  const stems = tokens.map(({ text }) => stemOf(text))
  const found: Linked[] = []
  for (let from = 0; from < stems.length; ) {
    const hit = longestAt(from) ?? typoAt(from)
    if (hit) found.push(hit)
    from = hit?.to ?? from + 1
  }
  return found

  function longestAt(from: number): Linked | undefined {
    for (let to = Math.min(stems.length, from + longest); to > from; to--) {
      const concepts = phrases.get(stems.slice(from, to).join(' '))
      if (concepts) return { from, to, concepts, isTypo: false }
    }
    return undefined
  }

  function typoAt(from: number): Linked | undefined {
    const word = stems[from]
    if (word.length < 5 || !/^\p{L}+$/u.test(word)) return undefined
    for (const near of deletions(word)) {
      const concepts = phrases.get(near) ?? neighbours(near)
      if (concepts) return { from, to: from + 1, concepts, isTypo: true }
    }
    return undefined
  }

  function neighbours(shorter: string): readonly Concept[] | undefined {
    return deletionsOf(phrases).get(shorter)
  }
}

const spelled = new WeakMap<Lexicon['phrases'], ReadonlyMap<string, readonly Concept[]>>()

/** Single words of the lexicon without one of their letters: the meeting point of two misspellings. */
function deletionsOf(phrases: Lexicon['phrases']): ReadonlyMap<string, readonly Concept[]> {
  const before = spelled.get(phrases)
  if (before) return before
  const shorter = new Map<string, readonly Concept[]>()
  for (const [key, concepts] of phrases) {
    if (key.length < 5 || key.includes(' ')) continue
    for (const near of deletions(key)) if (!shorter.has(near)) shorter.set(near, concepts)
  }
  spelled.set(phrases, shorter)
  return shorter
}

/** The word and the word without each of its letters. */
function deletions(word: string): string[] {
  return [word, ...Array.from(word, (_, n) => word.slice(0, n) + word.slice(n + 1))]
}
