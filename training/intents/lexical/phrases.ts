import { decodeHTML } from 'entities'
import { STOP_WORDS } from './stop-words.ts'

const MOST_PHRASES = 5
const LEAST_PHRASES = 2
const LONGEST_PHRASE = 3
const MOST_WORDS = 4
/** A phrase in more than this share of the texts says nothing of one of them. */
const COMMON = 1 / 4
/** Scripts that do not part their words by spaces. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu

/** A text with names that it bears as a whole, such as those of its categories. */
export interface PhraseSource {
  text: string
  names?: readonly string[]
}

/**
 * The key phrases of every text: two to five runs of at most three words that no stop word or
 * punctuation parts, or names that it bears, of the greatest (1 + ln tf)·idf·√words. Phrases that other texts
 * share come first, since an intent is shared; a phrase whose words are all in a better one is left out.
 *
 * @param sources n of them, in any language
 * @returns [n], empty where a text has no word
 */
export function keyPhrases(sources: readonly PhraseSource[]): string[][] {
  const counted = sources.map(phrasesOf)
  const inTexts = new Map<string, number>()
  for (const phrases of counted)
    for (const phrase of phrases.keys()) inTexts.set(phrase, (inTexts.get(phrase) ?? 0) + 1)
  const texts = sources.length
  const most = Math.max(3, texts * COMMON)
  return counted.map((phrases) => {
    const scored = [...phrases].map(([phrase, times]) => {
      const df = inTexts.get(phrase)!
      const idf = Math.log((1 + texts) / (1 + df)) + 1
      const score = (1 + Math.log(times)) * idf * Math.sqrt(wordsIn(phrase).length)
      return { phrase, score, shared: df > 1 && df <= most, rank: df > most ? 1 : 0 }
    })
    scored.sort(
      (a, b) => Number(b.shared) - Number(a.shared) || a.rank - b.rank || b.score - a.score,
    )
    const chosen: string[] = []
    const taken = new Set<string>()
    for (const { phrase, shared } of scored) {
      if (chosen.length === MOST_PHRASES || (!shared && chosen.length >= LEAST_PHRASES)) break
      const words = wordsIn(phrase)
      if (words.every((word) => taken.has(word))) continue
      chosen.push(phrase)
      for (const word of words) taken.add(word)
    }
    return chosen
  })
}

/** Every phrase of a text with how often it stands there. */
function phrasesOf({ text, names = [] }: PhraseSource): Map<string, number> {
  const phrases = new Map<string, number>()
  const add = (phrase: string) => phrases.set(phrase, (phrases.get(phrase) ?? 0) + 1)
  const whole = clean(text)
  const words = wordsOf(whole)
  for (let from = 0; from < words.length; from++) {
    for (let to = from; to < Math.min(words.length, from + LONGEST_PHRASE); to++) {
      if (!isContent(words[to].word)) break
      if (to > from && !/^[ ]?$/.test(whole.slice(words[to - 1].end, words[to].start))) break
      add(whole.slice(words[from].start, words[to].end))
    }
  }
  for (const name of new Set(names.map(clean))) {
    const count = wordsIn(name).length
    if (count > 0 && count <= MOST_WORDS) add(name)
  }
  return phrases
}

interface Word {
  word: string
  start: number
  end: number
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

function wordsOf(text: string): Word[] {
  if (!UNSPACED.test(text))
    return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
      word,
      start: index,
      end: index + word.length,
    }))
  return Array.from(segmenter.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ word: segment, start: index, end: index + segment.length }))
}

function wordsIn(phrase: string): string[] {
  return wordsOf(phrase).map(({ word }) => word)
}

/** Numbers, single letters and stop words are in no phrase; a single sign of Chinese may be. */
function isContent(word: string): boolean {
  if (STOP_WORDS.has(word) || !/\p{L}/u.test(word)) return false
  return word.length > 1 || UNSPACED.test(word)
}

function clean(text: string): string {
  return decodeHTML(text).normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim()
}
