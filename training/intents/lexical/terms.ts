import { decodeHTML } from 'entities'
import { STOP_WORDS } from './stop-words.ts'
import { segmentWords, UNSPACED } from './unspaced.ts'

/**
 * Runs of at least two letters, marks, digits or underscores: `\w\w+` for every script. A single
 * Chinese character may be a word.
 */
const WORD = new RegExp(`[\\p{L}\\p{M}\\p{N}_]{2,}|${UNSPACED.source}`, 'gu')
const SURROGATE = /[\ud800-\udfff]/

/** A text as it is compared: HTML entities decoded (idempotent), NFC, lower case. */
export function normalizeText(text: string): string {
  return decodeHTML(text).normalize('NFC').toLowerCase()
}

/**
 * The words of a normalized text in order, without English stop words. Scripts without spaces are
 * segmented by a dictionary.
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

/** Calls `take` with every word and every pair of adjacent words, stop words removed. */
export function wordGrams(text: string, take: (term: string) => void): void {
  const all = words(text)
  for (let w = 0; w < all.length; w++) {
    take(all[w])
    if (w > 0) take(`${all[w - 1]} ${all[w]}`)
  }
}

/**
 * Calls `take` with every run of 3 to 5 characters within a word padded by one space on each side.
 * A word shorter than a run is taken once: scikit-learn's `char_wb`. In scripts without spaces runs
 * start at 2 characters, since many words are that short.
 */
export function charGrams(text: string, take: (term: string) => void): void {
  for (const word of text.split(/\s+/u)) {
    if (word === '') continue
    const padded = ` ${word} `
    const minLength = UNSPACED.test(word) ? 2 : 3
    // Only words with surrogates must be cut between code points instead of code units.
    if (SURROGATE.test(word)) {
      const points = [...padded]
      slide(points.length, minLength, (from, to) => take(points.slice(from, to).join('')))
    } else slide(padded.length, minLength, (from, to) => take(padded.slice(from, to)))
  }
}

function slide(length: number, minLength: number, take: (from: number, to: number) => void): void {
  for (let n = minLength; n <= 5; n++) {
    for (let from = 0; from === 0 || from + n <= length; from++) take(from, from + n)
    if (length <= n) return
  }
}
