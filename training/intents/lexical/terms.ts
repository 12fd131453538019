import { decodeHTML } from 'entities'
import { STOP_WORDS } from './stop-words.ts'
import { segmentWords, UNSPACED } from './unspaced.ts'

/**
 * Runs of at least two letters, marks, digits or underscores: `\w\w+` for every script. One sign of
 * Chinese may be a word.
 */
const WORD = new RegExp(`[\\p{L}\\p{M}\\p{N}_]{2,}|${UNSPACED.source}`, 'gu')
const SURROGATE = /[\ud800-\udfff]/

/** A text as it is compared: HTML entities decoded (again is harmless), composed, lower case. */
export function normalizeText(text: string): string {
  return decodeHTML(text).normalize('NFC').toLowerCase()
}

/**
 * The words of a normalized text in order, English stop words left out. Where a script does not
 * part its words a dictionary does.
 */
export function words(text: string): string[] {
  const runs = text.match(WORD) ?? []
  const all = UNSPACED.test(text) ? runs.flatMap(cut) : runs
  return all.filter((word) => !STOP_WORDS.has(word))
}

function cut(run: string): string[] {
  if (!UNSPACED.test(run)) return [run]
  return segmentWords(run).flatMap(({ word }) => word.match(WORD) ?? [])
}

/** Calls `take` with every word and every two words that stand together once stop words are out. */
export function wordGrams(text: string, take: (term: string) => void): void {
  const all = words(text)
  for (let w = 0; w < all.length; w++) {
    take(all[w])
    if (w > 0) take(`${all[w - 1]} ${all[w]}`)
  }
}

/**
 * Calls `take` with every run of 3 to 5 characters within a word, a space on both sides of it. A
 * word too short for a length is taken once, whole: scikit-learn's `char_wb`. Where a script does
 * not part its words, two characters are a run too: many a word of it has no more.
 */
export function charGrams(text: string, take: (term: string) => void): void {
  for (const word of text.split(/\s+/u)) {
    if (word === '') continue
    const padded = ` ${word} `
    const least = UNSPACED.test(word) ? 2 : 3
    // Only a text with surrogates has to be cut between code points instead of code units.
    if (SURROGATE.test(word)) {
      const points = [...padded]
      slide(points.length, least, (from, to) => take(points.slice(from, to).join('')))
    } else slide(padded.length, least, (from, to) => take(padded.slice(from, to)))
  }
}

function slide(length: number, least: number, take: (from: number, to: number) => void): void {
  for (let n = least; n <= 5; n++) {
    for (let from = 0; from === 0 || from + n <= length; from++) take(from, from + n)
    if (length <= n) return
  }
}
