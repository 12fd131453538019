import { type Csr, sortColumns } from '../../sparse/index.ts'
import { charGrams, normalizeText, wordGrams } from './terms.ts'

export interface TfidfOptions {
  /** Texts that a word or pair of words must be in; default 2. */
  minWords?: number
  /** Texts that a run of characters must be in; default 3. */
  minChars?: number
}

/** The terms that texts are compared by, in the order of their columns, with what weighs them. */
export interface Vocabulary {
  /** How many texts were counted. */
  texts: number
  /** Term → texts that it is in. */
  words: Map<string, number>
  chars: Map<string, number>
}

/**
 * TF-IDF of texts (METHOD 3): words as 1–2-grams and characters as 3–5-grams within words (from 2
 * where words stand without spaces). A term's
 * weight is (1 + ln tf)·(ln((1 + n)/(1 + df)) + 1); each half is brought to unit length and the row
 * again, so that a dot product of two rows is the mean of the halves' cosines.
 *
 * @param texts n of them, as they are: entities, case and stop words are dealt with here
 * @returns [n, terms], rows of unit length, or empty where no term is left
 */
export function tfidf(texts: readonly string[], options?: TfidfOptions): Csr {
  return tfidfBy(vocabularyOf(texts, options), texts)
}

/** Counts the terms that enough of the texts have; terms are in the order of their appearance. */
export function vocabularyOf(
  texts: readonly string[],
  { minWords = 2, minChars = 3 }: TfidfOptions = {},
): Vocabulary {
  const clean = texts.map(normalizeText)
  return {
    texts: texts.length,
    words: countTexts(clean, wordGrams, minWords),
    chars: countTexts(clean, charGrams, minChars),
  }
}

/** As {@link tfidf} by a vocabulary that was counted elsewhere; unknown terms count for nothing. */
export function tfidfBy(vocabulary: Vocabulary, texts: readonly string[]): Csr {
  const clean = texts.map(normalizeText)
  const half = (terms: Map<string, number>, grams: Grams) =>
    weigh(countTerms(clean, grams, [...terms.keys()]), vocabulary.texts, [...terms.values()])
  return sideBySide(half(vocabulary.words, wordGrams), half(vocabulary.chars, charGrams))
}

type Grams = (text: string, take: (term: string) => void) => void

/** Texts per term, of the terms that are in at least `least`. */
function countTexts(texts: readonly string[], grams: Grams, least: number): Map<string, number> {
  const found = new Map<string, { texts: number; last: number }>()
  for (const [row, text] of texts.entries())
    grams(text, (term) => {
      const seen = found.get(term)
      if (!seen) found.set(term, { texts: 1, last: row })
      else if (seen.last !== row) {
        seen.texts++
        seen.last = row
      }
    })
  const kept = new Map<string, number>()
  for (const [term, { texts }] of found) if (texts >= least) kept.set(term, texts)
  return kept
}

/** Occurrences of every known term in every text. */
function countTerms(texts: readonly string[], grams: Grams, terms: readonly string[]): Csr {
  const numbers = new Map(terms.map((term, number) => [term, number]))
  const offsets = new Int32Array(texts.length + 1)
  let index = new Int32Array(1 << 16)
  let values = new Float32Array(1 << 16)
  const seen = new Int32Array(terms.length).fill(-1)
  let filled = 0
  const take = (term: string) => {
    const number = numbers.get(term)
    if (number === undefined) return
    // Where this row, which begins at `first`, holds the term already.
    const at = seen[number]
    if (at >= first) {
      values[at]++
      return
    }
    if (filled === index.length) {
      index = grown(index, new Int32Array(2 * filled))
      values = grown(values, new Float32Array(2 * filled))
    }
    seen[number] = filled
    index[filled] = number
    values[filled++] = 1
  }
  let first = 0
  for (let row = 0; row < texts.length; row++) {
    first = filled
    grams(texts[row], take)
    offsets[row + 1] = filled
  }
  return { rows: texts.length, cols: terms.length, offsets, index, values }
}

function grown<T extends Int32Array | Float32Array>(old: T, into: T): T {
  into.set(old)
  return into
}

/** Weighs terms by how many of n texts they are in, and brings each row to unit length. */
function weigh(counts: Csr, n: number, texts: readonly number[]): Csr {
  const { rows, offsets, index } = counts
  const idf = Float64Array.from(texts, (df) => Math.log((1 + n) / (1 + df)) + 1)
  const values = new Float32Array(offsets[rows])
  for (let row = 0; row < rows; row++) {
    let squares = 0
    for (let e = offsets[row]; e < offsets[row + 1]; e++) {
      const weight = (1 + Math.log(counts.values[e])) * idf[index[e]]
      squares += weight * weight
      values[e] = weight
    }
    for (let e = offsets[row]; e < offsets[row + 1]; e++) values[e] /= Math.sqrt(squares)
  }
  return sortColumns({ ...counts, index: index.slice(0, offsets[rows]), values })
}

/** [a, b] with rows brought to unit length again: a half without terms leaves the other whole. */
function sideBySide(a: Csr, b: Csr): Csr {
  const offsets = a.offsets.map((start, row) => start + b.offsets[row])
  const index = new Int32Array(offsets[a.rows])
  const values = new Float32Array(offsets[a.rows])
  for (let row = 0, at = 0; row < a.rows; row++) {
    const halves = [a, b].filter((half) => half.offsets[row + 1] > half.offsets[row]).length
    for (const half of [a, b]) {
      const shift = half === a ? 0 : a.cols
      for (let e = half.offsets[row]; e < half.offsets[row + 1]; e++) {
        index[at] = half.index[e] + shift
        values[at++] = half.values[e] / Math.sqrt(halves)
      }
    }
  }
  return { rows: a.rows, cols: a.cols + b.cols, offsets, index, values }
}
