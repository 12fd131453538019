import { decodeHTML } from 'entities'
import { segmentWords, stopWordsOf, UNSPACED } from '../intents/index.ts'

/** Words that measure a thing instead of naming it. */
const MEASURES = new Set(
  `oz ounce ounces fl fluid ml cl liter liters litre litres gal gallon gr gram grams kg lb lbs mg mm
  cm inch inches ft foot feet pack packs pk count ct pc pcs piece pieces qty size vol volume edition
  part set`.match(/\S+/g),
)
/** Words that sell a thing instead of naming it. */
const SALES = new Set(
  `best free guarantee guaranteed lasting may new packaging sale shipping use vary`.match(/\S+/g),
)
const MAX_WORDS = 5
/** Min distinct titles with a phrase. */
const MIN_TITLES = 3
/** A phrase that one word precedes or follows in this share of its titles is part of a longer one. */
const MIN_EXTENSION = 0.6
const WORD = /[\p{L}\p{M}\p{N}]+(?:[.'’-][\p{L}\p{M}\p{N}]+)*/gu
/** Between the words of one phrase. */
const GAP = /^ ?(?:& ?)?$/

/** A phrase as its titles print it most often. */
export interface TitlePhrases {
  /** Of each title, folded, [N]. */
  of: string[][]
  /** Folded → as printed. */
  printed: Map<string, string>
  /** What makes two titles the same thing in other sizes or numbers, [N]. */
  thing: string[]
}

interface Count {
  things: Set<string>
  before: Map<string, number>
  after: Map<string, number>
  forms: Map<string, number>
  titles: number
}

/**
 * The phrases of two to five words that at least three distinct titles share, and that could stand
 * alone: they start and end with a word that is no number, measure, single letter or stop word, and
 * are no fragment of a longer phrase ("paris true" of "l'oreal paris true match"). In scripts without
 * spaces a word of at least two characters is a phrase.
 */
export function titlePhrases(titles: readonly (string | null | undefined)[]): TitlePhrases {
  const counts = new Map<string, Count>()
  const thing = titles.map((title) => thingOf(title ?? ''))
  const clean = titles.map((title) => cleanTitle(title ?? ''))
  const stopWords = stopWordsOf(everyWord(clean))
  const all = titles.map((_, at) => {
    const own = new Set<string>()
    for (const { text, before, after } of runs(clean[at], stopWords)) {
      const folded = text.toLowerCase()
      if (own.has(folded)) continue
      own.add(folded)
      let count = counts.get(folded)
      if (!count) {
        count = {
          things: new Set(),
          before: new Map(),
          after: new Map(),
          forms: new Map(),
          titles: 0,
        }
        counts.set(folded, count)
      }
      count.titles++
      if (count.things.size < MIN_TITLES) count.things.add(thing[at])
      add(count.forms, text)
      if (before) add(count.before, before)
      if (after) add(count.after, after)
    }
    return own
  })
  const printed = new Map<string, string>()
  for (const [phrase, { things, before, after, forms, titles: number }] of counts) {
    if (things.size < MIN_TITLES) continue
    const longest = Math.max(...before.values(), ...after.values(), 0)
    if (longest < MIN_EXTENSION * number) printed.set(phrase, capital(mostFrequent(forms)))
  }
  return { of: all.map((own) => [...own].filter((p) => printed.has(p))), printed, thing }
}

/** Whether a word names nothing by itself. */
export function isMeasure(word: string): boolean {
  return MEASURES.has(word) || !/\p{L}/u.test(word)
}

/** Whether a word sells a thing instead of naming it. */
export function isSale(word: string): boolean {
  return SALES.has(word.toLowerCase())
}

/** HTML entities decoded; runs of spaces as one. */
export function cleanTitle(title: string): string {
  return decodeHTML(title).normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** Words that can start or end a phrase. */
function isContent(word: string, stopWords: ReadonlySet<string>): boolean {
  const lower = word.toLowerCase()
  return (
    /^\p{L}/u.test(word) &&
    !/\p{N}/u.test(word) &&
    (lower.length > 1 || UNSPACED.test(word)) &&
    !stopWords.has(lower) &&
    !MEASURES.has(lower) &&
    !isSale(lower)
  )
}

function* everyWord(titles: readonly string[]): Iterable<string> {
  for (const title of titles) for (const { text } of wordsOf(title)) yield text.toLowerCase()
}

function* runs(title: string, stopWords: ReadonlySet<string>) {
  const words = wordsOf(title)
  const lower = (at: number) => words[at]?.text.toLowerCase()
  const joined = (at: number) =>
    at > 0 && at < words.length && GAP.test(title.slice(words[at - 1].end, words[at].start))
  for (let from = 0; from < words.length; from++) {
    if (!isContent(words[from].text, stopWords)) continue
    for (let to = from; to < Math.min(words.length, from + MAX_WORDS); to++) {
      if (to > from && !joined(to)) break
      if (/\p{N}/u.test(words[to].text)) break
      if (!isContent(words[to].text, stopWords)) continue
      const text = title.slice(words[from].start, words[to].end)
      if (to === from && !(UNSPACED.test(text) && text.length > 1)) continue
      yield {
        text,
        before: joined(from) ? lower(from - 1) : undefined,
        after: joined(to + 1) ? lower(to + 1) : undefined,
      }
    }
  }
}

function wordsOf(title: string): { text: string; start: number; end: number }[] {
  if (UNSPACED.test(title))
    return segmentWords(title).map(({ word, ...at }) => ({ text: word, ...at }))
  return Array.from(title.matchAll(WORD), ({ 0: text, index }) => ({
    text,
    start: index,
    end: index + text.length,
  }))
}

/** The words of a title without numbers and measures. */
function thingOf(title: string): string {
  const words = wordsOf(cleanTitle(title).toLowerCase()).map(({ text }) => text)
  return words.filter((word) => !isMeasure(word) && !/\p{N}/u.test(word)).join(' ')
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Ties: the first in alphabetical order. */
function mostFrequent(forms: Map<string, number>): string {
  return [...forms].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0][0]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
