import { decodeHTML } from 'entities'
import { stopWordsOf } from './stop-words.ts'
import { segmentWords, UNSPACED, type Word } from './unspaced.ts'

const MAX_PHRASES = 5
const MIN_PHRASES = 2
const LONGEST_PHRASE = 3
const MAX_WORDS = 4
/** After two, phrases of less than this share of the best one's score are left out. */
const WEAK = 0.6
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu

/** A text with names that it bears as a whole, such as those of its categories. */
export interface PhraseSource {
  text: string
  names?: readonly string[]
}

/**
 * The key phrases of every text: two to five runs of at most three words that no stop word or
 * punctuation parts, or names that it bears, those of the greatest
 *
 *     (1 + ln tf) · idf · ln(1 + df) · √words, names half as much again
 *
 * An intent is shared: df, the texts that hold a phrase, speaks for it as well as against it, and a
 * phrase of a single text is taken only where there are fewer than two others. A phrase whose words are
 * all in better ones is left out.
 *
 * @param sources n of them, in any language
 * @returns [n], empty where a text has no word
 */
export function keyPhrases(sources: readonly PhraseSource[]): string[][] {
  const texts = sources.map(({ text }) => clean(text))
  const stopWords = stopWordsOf(everyWord(texts))
  const counted = sources.map(({ names }, at) => phrasesOf(texts[at], names, stopWords))
  const inTexts = new Map<string, number>()
  for (const phrases of counted)
    for (const phrase of phrases.keys()) inTexts.set(phrase, (inTexts.get(phrase) ?? 0) + 1)
  return counted.map((phrases) => {
    const scored = [...phrases].map(([phrase, { times, named }]) => {
      const df = inTexts.get(phrase)!
      const rarity = Math.log((1 + sources.length) / (1 + df)) + 1
      const weight = (1 + Math.log(times)) * rarity * Math.log(1 + df) * (named ? 1.5 : 1)
      return { phrase, score: weight * Math.sqrt(wordsIn(phrase).length), shared: df > 1 }
    })
    scored.sort((a, b) => Number(b.shared) - Number(a.shared) || b.score - a.score)
    return choose(scored)
  })
}

function choose(sorted: readonly { phrase: string; score: number; shared: boolean }[]): string[] {
  const chosen: string[] = []
  const taken = new Set<string>()
  for (const { phrase, score, shared } of sorted) {
    const weak = !shared || score < WEAK * sorted[0].score
    if (chosen.length === MAX_PHRASES || (weak && chosen.length >= MIN_PHRASES)) break
    const words = wordsIn(phrase)
    if (words.every((word) => taken.has(word))) continue
    chosen.push(phrase)
    for (const word of words) taken.add(word)
  }
  return chosen
}

function* everyWord(texts: readonly string[]): Iterable<string> {
  for (const text of texts) for (const { word } of wordsOf(text)) yield word
}

/** Every phrase of a clean text: how often it stands there, and whether it is a name. */
function phrasesOf(
  text: string,
  names: readonly string[] = [],
  stopWords: ReadonlySet<string>,
): Map<string, Phrase> {
  const phrases = new Map<string, Phrase>()
  const add = (phrase: string, named: boolean) => {
    const before = phrases.get(phrase)
    phrases.set(phrase, {
      times: (before?.times ?? 0) + 1,
      named: named || (before?.named ?? false),
    })
  }
  const words = wordsOf(text)
  for (let from = 0; from < words.length; from++) {
    for (let to = from; to < Math.min(words.length, from + LONGEST_PHRASE); to++) {
      if (stopWords.has(words[to].word) || !isContent(words[to].word)) break
      if (to > from && !/^[ ]?$/.test(text.slice(words[to - 1].end, words[to].start))) break
      add(text.slice(words[from].start, words[to].end), false)
    }
  }
  for (const name of new Set(names.map(clean))) {
    const count = wordsIn(name).length
    if (count > 0 && count <= MAX_WORDS) add(name, true)
  }
  return phrases
}

interface Phrase {
  times: number
  named: boolean
}

function wordsOf(text: string): Word[] {
  if (!UNSPACED.test(text))
    return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
      word,
      start: index,
      end: index + word.length,
    }))
  return segmentWords(text)
}

function wordsIn(phrase: string): string[] {
  return wordsOf(phrase).map(({ word }) => word)
}

/** Numbers, what begins with one, and single letters are in no phrase. */
function isContent(word: string): boolean {
  if (!/^\p{L}/u.test(word)) return false
  // One sign of Chinese may be a word.
  return word.length > 1 || UNSPACED.test(word)
}

function clean(text: string): string {
  return decodeHTML(text).normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim()
}
