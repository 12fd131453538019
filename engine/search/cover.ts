import { isPlain } from '../understand/cues.ts'
import type { SearchIndex } from './build.ts'
import { frequency, type Postings } from './postings.ts'
import { trigrams, words } from './words.ts'

/** Weights of the parts beside the words' 1, tuned on the tune part of a public search log. */
const TRIGRAMS = 1.5
const PAIRS = 0.3
/** What a compound counts that is written in two words on one side only. */
const COMPOUND = 0.5
/** Min characters of each half of a compound. */
const MIN_HALF = 3
/** Longer words are no compounds that somebody types. */
const MAX_COMPOUND = 40
/** What a word counts that only begins with the last word typed. */
const PREFIX = 0.8
/** Distinct words of a query that are read, the first ones. */
const MAX_WORDS = 24
/** Words that the last one may begin. */
const MAX_COMPLETIONS = 200

/** A query as it is compared. */
export interface ReadQuery {
  /** Distinct words, in order. */
  words: string[]
  /** Whether the last word may go on. */
  isOpen: boolean
}

export interface ReadOptions {
  /** Whether the last word may be typed in part; default: unless a space follows it. */
  prefix?: boolean
}

/** Reads what was typed, whatever it is. */
export function readQuery(typed: string, { prefix }: ReadOptions = {}): ReadQuery {
  const distinct = [...new Set(words(typed))].slice(0, MAX_WORDS)
  return { words: distinct, isOpen: prefix ?? /[\p{L}\p{M}\p{N}]$/u.test(typed) }
}

/**
 * The share of a query that each item's text covers:
 *
 *   cover_i = Σ_{t ∈ q ∩ i} idf_t · l_i / Σ_{t ∈ q} idf_t,   idf_t = ln(1 + (N − n_t + ½) / (n_t + ½))
 *
 * for words, + 1.5 times the same for character trigrams, + 0.3 times the share of adjacent pairs of
 * words that are adjacent in the text, each weighing as its more frequent word. l_i is about 1 and
 * less for a long text. A compound counts half if only one side writes it in one word. Misspelled words are found by the trigrams that remain.
 *
 * @returns [N]; 0: nothing in common
 */
export function cover(index: SearchIndex, query: ReadQuery): Float32Array {
  const scores = new Float32Array(index.items)
  addWords(index, query, scores)
  addTrigrams(index, query, scores)
  addPairs(index, query, scores)
  return scores
}

function addWords(index: SearchIndex, query: ReadQuery, scores: Float32Array): void {
  const { items, byWord, shorten } = index
  const isOpen = isUnfinished(index, query)
  const parts = query.words.map((word, n) => {
    const number = index.words.get(word)
    return {
      number,
      others: isOpen && n === query.words.length - 1 ? completions(index, word) : [],
    }
  })
  const weights = parts.map(({ number, others }) => {
    const own = number === undefined ? 0 : frequency(byWord, number)
    return idf(items, own || Math.max(0, ...others.map((word) => frequency(byWord, word))))
  })
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  addCompounds(
    index,
    query,
    weights.map((weight) => weight / all),
    scores,
  )
  for (const [n, { number, others }] of parts.entries()) {
    const share = weights[n] / all
    if (number !== undefined) addTerm(byWord, number, share, shorten.words, scores)
    const got = new Set<number>()
    for (const word of others)
      for (const item of listed(byWord, word)) {
        if (got.has(item)) continue
        got.add(item)
        scores[item] += PREFIX * share * shorten.words[item]
      }
  }
}

/** "snow blower" for "snowblower", and the other way round. */
function addCompounds(
  index: SearchIndex,
  { words }: ReadQuery,
  shares: readonly number[],
  scores: Float32Array,
): void {
  const { byWord, shorten } = index
  for (const [n, word] of words.entries()) {
    const joined = n > 0 ? index.words.get(words[n - 1] + word) : undefined
    if (joined !== undefined)
      addTerm(byWord, joined, COMPOUND * (shares[n - 1] + shares[n]), shorten.words, scores)
    if (index.words.has(word) || word.length > MAX_COMPOUND) continue
    for (let at = MIN_HALF; at <= word.length - MIN_HALF; at++) {
      const [first, second] = [word.slice(0, at), word.slice(at)].map((w) => index.words.get(w))
      if (first === undefined || second === undefined) continue
      const others = new Set(listed(byWord, second))
      for (const item of listed(byWord, first))
        if (others.has(item)) scores[item] += COMPOUND * shares[n] * shorten.words[item]
    }
  }
}

/**
 * The words of a query that an item's text holds, or that begin one of its words. Words such as *for*
 * are left out, unless the query has no others.
 */
export function matchedWords(index: SearchIndex, query: ReadQuery, item: number): string[] {
  const { text, starts, vocabulary } = index
  const isOnlyPlain = query.words.every(isPlain)
  const own = new Set<number>(text.subarray(starts[item], starts[item + 1]))
  const isOpen = isUnfinished(index, query)
  return query.words.filter((word, n) => {
    if (!isOnlyPlain && isPlain(word)) return false
    const number = index.words.get(word)
    if (number !== undefined) return own.has(number)
    if (!isOpen || n !== query.words.length - 1) return false
    return [...own].some((one) => vocabulary[one].startsWith(word))
  })
}

/** Whether the last word is none of the texts', so that it may be the beginning of one. */
function isUnfinished(index: SearchIndex, { words, isOpen }: ReadQuery): boolean {
  return isOpen && words.length > 0 && !index.words.has(words[words.length - 1])
}

/** The longer words that begin with one, shortest first. */
export function completions({ vocabulary }: SearchIndex, word: string): number[] {
  const found: number[] = []
  for (const [number, one] of vocabulary.entries())
    if (one.length > word.length && one.startsWith(word)) found.push(number)
  return found.sort((a, b) => vocabulary[a].length - vocabulary[b].length).slice(0, MAX_COMPLETIONS)
}

function addTrigrams(index: SearchIndex, query: ReadQuery, scores: Float32Array): void {
  const { items, byTrigram, shorten } = index
  const open = isUnfinished(index, query) ? query.words.length - 1 : -1
  const runs = new Set(
    query.words.flatMap((word, n) => {
      const own = trigrams(word)
      // The end of an unfinished word is not known.
      return n === open && own.length > 1 ? own.slice(0, -1) : own
    }),
  )
  let all = 0
  for (const run of runs) all += idf(items, frequencyOf(byTrigram, index.trigrams.get(run)))
  for (const run of runs) {
    const number = index.trigrams.get(run)
    if (number === undefined) continue
    const share = (TRIGRAMS * idf(items, frequency(byTrigram, number))) / all
    addTerm(byTrigram, number, share, shorten.trigrams, scores)
  }
}

function addPairs(index: SearchIndex, { words }: ReadQuery, scores: Float32Array): void {
  const { items, byWord, text, starts } = index
  const pairs = words.slice(1).flatMap((word, n) => {
    const [first, second] = [index.words.get(words[n]), index.words.get(word)]
    if (first === undefined || second === undefined) return []
    const rare = frequency(byWord, first) < frequency(byWord, second) ? first : second
    const weight = idf(items, Math.max(frequency(byWord, first), frequency(byWord, second)))
    return [{ first, second, rare, weight }]
  })
  const all = pairs.reduce((sum, { weight }) => sum + weight, 0)
  for (const { first, second, rare, weight } of pairs)
    for (const item of listed(byWord, rare))
      for (let at = starts[item] + 1; at < starts[item + 1]; at++)
        if (text[at] === second && text[at - 1] === first) {
          scores[item] += (PAIRS * weight) / all
          break
        }
}

function addTerm(
  { offsets, items }: Postings,
  term: number,
  weight: number,
  shorten: Float32Array,
  scores: Float32Array,
): void {
  for (let e = offsets[term]; e < offsets[term + 1]; e++)
    scores[items[e]] += weight * shorten[items[e]]
}

function listed({ offsets, items }: Postings, term: number): Int32Array {
  return items.subarray(offsets[term], offsets[term + 1])
}

function frequencyOf(postings: Postings, term: number | undefined): number {
  return term === undefined ? 0 : frequency(postings, term)
}

/** ln(1 + (N − n + ½) / (n + ½)) of BM25 (Robertson & Zaragoza, 2009). */
export function idf(items: number, holding: number): number {
  return Math.log(1 + (items - holding + 0.5) / (holding + 0.5))
}
