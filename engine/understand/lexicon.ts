import type { Catalogue, LexiconValues } from '@tacit-rec/pack'
import { isPlain } from './cues.ts'
import { makersOf } from './makers.ts'
import { stemOf, tokensOf } from './text.ts'

/** A value of a column of the catalogue. */
export interface Concept {
  /** `category`, `title`, `brand` where names of makers come from titles, or the column's name. */
  facet: string
  /** As the catalogue writes it; of a category the whole path or one step of it. */
  value: string
  /** No column has it, so no filter can. */
  isGuess?: true
}

/** The words of a catalogue's columns, by the stems of their words. */
export interface Lexicon {
  phrases: ReadonlyMap<string, readonly Concept[]>
  /** Keys that are ordinary words too, such as a surname or a title of one word. */
  weak: ReadonlySet<string>
  /** Words of the longest phrase. */
  longest: number
  /** Names of the columns that have concepts. */
  facets: ReadonlySet<string>
  /** Stems of all words of titles, descriptions and values. */
  vocabulary: ReadonlySet<string>
  /** Of each step of a category, the steps above it. */
  parents: ReadonlyMap<string, ReadonlySet<string>>
  /** The column of numbers that holds years. */
  years?: string
}

/** Words of a value that can be said in a query. */
const MAX_WORDS = 6
/** A column whose values nearly all differ describes items one by one: it has no concepts. */
const MAX_DISTINCT = 0.5
const FEW_ROWS = 20
/** Columns of names: their values may nearly all differ. */
const NAMES = /^(?:brand|maker|manufacturer|vendor|publisher|label|marke|hersteller|verlag)s?$/i
/** Columns of people, who are called by their surname too. */
const PEOPLE = /^(?:author|writer|artist|director|composer|autor|autorin|k[uü]nstler)(?:s|en)?$/i
const YEARS = /^(?:year|published|publication_?year|release_?year|jahr|erscheinungsjahr)$/i

/** What is read of a catalogue beside its values. */
type Texts = Pick<Catalogue, 'title' | 'description' | 'extra'>

/**
 * The concepts of a catalogue: the steps of its categories, the titles, and the short values of every
 * further column of texts that items share. Nobody labels anything.
 */
export function lexiconOf(catalogue: Texts & Pick<Catalogue, 'categories'>): Lexicon {
  return lexiconFrom(lexiconValues(catalogue), catalogue)
}

/** What a query may name of a catalogue, each value once: the `lexicon` of a pack. */
export function lexiconValues({
  categories = [],
  extra = {},
}: Pick<Catalogue, 'categories' | 'extra'>): LexiconValues {
  const columns = Object.entries(extra).flatMap(([facet, column]) => {
    const texts = column.filter((value): value is string => typeof value === 'string')
    const values = new Set(texts)
    const isName = isPeople(facet) || NAMES.test(facet)
    if (!isName && texts.length > FEW_ROWS && values.size > MAX_DISTINCT * texts.length) return []
    const said = [...values].filter(
      (value) => wholeKeysOf(value).length + sideKeysOf(value).length > 0,
    )
    return said.length > 0 ? [[facet, said]] : []
  })
  const paths = new Set(categories.flatMap((paths) => paths ?? []))
  return { categories: [...paths], columns: Object.fromEntries(columns) }
}

/** The lexicon of values, and of the texts that stand beside them. */
export function lexiconFrom(
  { categories, columns }: LexiconValues,
  { title = [], description = [], extra = {} }: Texts = {},
): Lexicon {
  const phrases = new Map<string, Concept[]>()
  const facets = new Set<string>()
  let longest = 1
  const put = (facet: string, value: string, keys: readonly string[], isPart = false) => {
    for (const key of keys) {
      const concepts = phrases.get(key) ?? []
      const same = concepts.filter((one) => one.facet === facet)
      if (same.some((one) => one.value === value || (isPart && keyOf(one.value) === key))) continue
      phrases.set(key, [...concepts, { facet, value }])
      facets.add(facet)
      longest = Math.max(longest, key.split(' ').length)
    }
  }
  const putAll = (facet: string, values: readonly string[]) => {
    for (const value of values) put(facet, value, wholeKeysOf(value))
    for (const value of values) put(facet, value, sideKeysOf(value), true)
  }
  const guess = (value: string, key: string) => {
    if (key === '' || phrases.has(key)) return
    put('brand', value, [key])
    phrases.set(key, [{ facet: 'brand', value, isGuess: true }])
  }
  const parents = parentsOf(categories)
  putAll('category', [...parents.keys()])
  for (const [facet, values] of Object.entries(columns)) {
    if (isPeople(facet)) for (const value of values) put(facet, value, namesOf(value))
    else putAll(facet, values)
  }
  if (![...facets].some((facet) => NAMES.test(facet) || isPeople(facet)))
    for (const maker of makersOf(title, isPlain)) guess(maker, keyOf(maker))
  const inTitles = new Set(title.flatMap((text) => wordsOf(text ?? '')))
  const weak = new Set<string>()
  for (const [key, concepts] of phrases)
    if (!key.includes(' ') && concepts.every(isSurname) && inTitles.has(key)) weak.add(key)
  const kinds = new Set([...parents.keys()].flatMap(wordsOf))
  for (const value of new Set(title)) {
    for (const key of value === null ? [] : titleKeysOf(value)) {
      if (phrases.get(key)?.some(({ facet }) => facet !== 'title')) continue
      if (key.split(' ').every((word) => kinds.has(word))) continue
      put('title', value!, [key])
      if (!key.includes(' ')) weak.add(key)
    }
  }
  const texts = [...categories, ...Object.values(columns).flat(), ...description]
  const vocabulary = new Set([...inTitles, ...texts.flatMap((text) => wordsOf(text ?? ''))])
  const years = Object.keys(extra).find((name) => YEARS.test(name))
  return { phrases, weak, longest, facets, vocabulary, parents, ...(years && { years }) }
}

/** A column of people. */
export function isPeople(facet: string): boolean {
  return PEOPLE.test(facet)
}

function isSurname({ facet, value }: Concept): boolean {
  return isPeople(facet) && value.includes(' ')
}

function parentsOf(paths: Iterable<string>): Map<string, Set<string>> {
  const parents = new Map<string, Set<string>>()
  for (const path of paths) {
    const steps = path.split(' > ')
    for (const [n, step] of steps.entries()) {
      const above = parents.get(step) ?? new Set()
      for (const one of steps.slice(0, n)) above.add(one)
      parents.set(step, above)
    }
  }
  return parents
}

/** A value as it may be said: whole, with `and` or `und` for `&`. */
function wholeKeysOf(value: string): string[] {
  const joined = ['and', 'und'].map((word) => value.replaceAll('&', ` ${word} `))
  const keys = [value, ...joined].map(keyOf)
  return sayable([...keys, ...keys.flatMap(otherwise)])
}

/** What stories are called: `graphic novels` are `Graphic stories`. */
const STORIES = ['story', 'novel', 'fiction', 'tale']

/** A key of two or more words that ends with one of {@link STORIES}, with the others. */
function otherwise(key: string): string[] {
  const words = key.split(' ')
  if (words.length < 2 || !STORIES.includes(words.at(-1)!)) return []
  return STORIES.map((last) => [...words.slice(0, -1), last].join(' '))
}

/** Each side of `&`, `and`, `und`, `,` or `/` in a value, but for what every shop says of its items. */
function sideKeysOf(value: string): string[] {
  const sides = value.split(SIDES)
  return sides.length > 1 ? sayable(sides.map(keyOf)).filter((key) => !isPlain(key)) : []
}

const SIDES = /\s+(?:&|and|und|et|y)\s+|\s*[,/|]\s*/i
const PARTICLES = /^(?:le|la|de|du|des|di|da|van|von|der|den|del|el|al|ter|mac|st)$/

/** Each person whole, without single letters, with joined ones, and by surname with its particles. */
function namesOf(value: string): string[] {
  return sayable(
    value.split(SIDES).flatMap((person) => {
      const words = keyOf(person).split(' ')
      const long = words.filter((word) => word.length > 1)
      const initials = words.filter((word) => word.length === 1).join('')
      let from = Math.max(0, words.length - 1)
      while (from > 0 && PARTICLES.test(words[from - 1])) from--
      const surname = words.slice(from).join(' ')
      const joined = initials.length > 1 && words[0].length === 1 ? [initials, ...long] : undefined
      const middle = words.length > 2 && initials.length > 1 ? middleOf(words) : undefined
      return [words, long, joined, middle]
        .flatMap((one) => (one ? [one.join(' ')] : []))
        .concat(surname.length > 2 && !isPlain(surname) ? surname : [])
    }),
  )
}

/** `george r r martin` as `george rr martin`. */
function middleOf(words: readonly string[]): string[] {
  return words
    .map((word) => (word.length === 1 ? word : ` ${word} `))
    .join('')
    .trim()
    .split(/\s+/)
}

/** A title whole and before its first `:` or `,`, with and without its article. */
function titleKeysOf(title: string): string[] {
  const [head] = title.split(/[:(–]|, | - /)
  const keys = [keyOf(title), keyOf(head)].flatMap((key) => {
    const bare = key.replace(/^(?:the|a|an|der|die|das|ein|eine) /, '')
    return bare.includes(' ') || bare === key ? [key, bare] : [key]
  })
  return sayable(keys).filter((key) => !isPlain(key))
}

function sayable(keys: readonly string[]): string[] {
  return [...new Set(keys)].filter(
    (key) => /\p{L}/u.test(key) && key.length > 1 && key.split(' ').length <= MAX_WORDS,
  )
}

/** The words of a text by their stems, separated by spaces. */
export function keyOf(text: string): string {
  return wordsOf(text).join(' ')
}

function wordsOf(text: string): string[] {
  return tokensOf(text)
    .map(({ text }) => stemOf(text))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
}
