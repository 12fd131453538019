import { type Csr, sortColumns } from '../../sparse/index.ts'
import { charGrams, normalizeText, wordGrams } from './terms.ts'

export interface TfidfOptions {
  /** Min texts that contain a word or pair of words; default 2. */
  minWords?: number
  /** Min texts that contain a run of characters; default 3. */
  minChars?: number
}

/** The terms by which texts are compared, in the order of their columns, with their counts. */
export interface Vocabulary {
  /** Number of texts. */
  texts: number
  /** Word or pair of words → number of texts with it. */
  words: Map<string, number>
  /** Run of characters → number of texts with it. */
  chars: Map<string, number>
}

/**
 * TF-IDF of texts (docs/method.md#text-in-the-memory): words as 1–2-grams, and characters as
 * 3–5-grams within words (2–5 in scripts without spaces). A term's weight is
 *
 *     (1 + ln tf)·(ln((1 + n)/(1 + df)) + 1)
 *
 * Each half is scaled to unit length, and then the row, so that the dot product of two rows is the
 * mean of the halves' cosines.
 *
 * @param texts n raw texts: entities, case and stop words are handled here
 * @returns [n, terms], rows of unit length, empty without terms
 */
export function tfidf(texts: readonly string[], options?: TfidfOptions): Csr {
  return tfidfBy(vocabularyOf(texts, options), texts)
}

/** Counts the terms that enough texts contain, in order of first occurrence. */
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

/** As {@link tfidf}, with the vocabulary of other texts; unknown terms are ignored. */
export function tfidfBy(vocabulary: Vocabulary, texts: readonly string[]): Csr {
  const clean = texts.map(normalizeText)
  const half = (terms: Map<string, number>, grams: Grams) =>
    weigh(countTerms(clean, grams, [...terms.keys()]), vocabulary.texts, [...terms.values()])
  return sideBySide(half(vocabulary.words, wordGrams), half(vocabulary.chars, charGrams))
}

type Grams = (text: string, take: (term: string) => void) => void

/** Texts per term, for the terms of at least `min` texts. */
function countTexts(texts: readonly string[], grams: Grams, min: number): Map<string, number> {
  const all = new Map<string, { texts: number; last: number }>()
  for (const [row, text] of texts.entries())
    grams(text, (term) => {
      const seen = all.get(term)
      if (!seen) all.set(term, { texts: 1, last: row })
      else if (seen.last !== row) {
        seen.texts++
        seen.last = row
      }
    })
  const counts = new Map<string, number>()
  for (const [term, { texts }] of all) if (texts >= min) counts.set(term, texts)
  return counts
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
    // The term's last entry. It belongs to this row if it is not before `first`.
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

/** Weights terms by TF-IDF and scales each row to unit length. */
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

/** [a, b], rows scaled to unit length again; if one half has no terms, the other is unchanged. */
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
