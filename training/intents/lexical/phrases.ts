import { decodeHTML } from 'entities'
import { stopWordsOf } from './stop-words.ts'
import { segmentWords, UNSPACED, type Word } from './unspaced.ts'

const MAX_PHRASES = 5
const MIN_PHRASES = 2
const MAX_PHRASE_WORDS = 3
const MAX_NAME_WORDS = 4
/** Beyond two phrases, the min score of a phrase as a share of the best one's. */
const MIN_SHARE = 0.6
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu

/** A text, and names for the whole of it, such as its categories. */
export interface PhraseSource {
  text: string
  names?: readonly string[]
}

/**
 * The key phrases of every text: two to five of its names, and of its runs of at most three words
 * without a stop word or punctuation between them. Those with the largest score are chosen:
 *
 *     (1 + ln tf) · idf · ln(1 + df) · √words, × 1.5 for names
 *
 * Intents are shared, so the number of texts with a phrase, df, counts for it as well as against
 * it. A phrase of a single text is chosen only if there are fewer than two others. A phrase whose
 * words all occur in better ones is left out.
 *
 * @param sources n texts, in any language
 * @returns [n], empty for a text without words
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
    const weak = !shared || score < MIN_SHARE * sorted[0].score
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

/** Every phrase of a clean text: how often it occurs, and whether it is a name. */
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
    for (let to = from; to < Math.min(words.length, from + MAX_PHRASE_WORDS); to++) {
      if (stopWords.has(words[to].word) || !isContent(words[to].word)) break
      if (to > from && !/^[ ]?$/.test(text.slice(words[to - 1].end, words[to].start))) break
      add(text.slice(words[from].start, words[to].end), false)
    }
  }
  for (const name of new Set(names.map(clean))) {
    const count = wordsIn(name).length
    if (count > 0 && count <= MAX_NAME_WORDS) add(name, true)
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

/** Phrases contain no numbers, no words that start with one, and no single letters. */
function isContent(word: string): boolean {
  if (!/^\p{L}/u.test(word)) return false
  // A single Chinese character may be a word.
  return word.length > 1 || UNSPACED.test(word)
}

function clean(text: string): string {
  return decodeHTML(text).normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim()
}
