import type { Csr } from '../../data/index.ts'
import { charGrams, normaliseText, wordGrams } from './terms.ts'

export interface TfidfOptions {
  /** Texts that a word or pair of words must be in; default 2. */
  minWords?: number
  /** Texts that a run of characters must be in; default 3. */
  minChars?: number
}

/**
 * TF-IDF of texts (METHOD 3): words as 1–2-grams and characters as 3–5-grams within words. A term's
 * weight is (1 + ln tf)·(ln((1 + n)/(1 + df)) + 1); each half is brought to unit length and the row
 * again, so that a dot product of two rows is the mean of the halves' cosines.
 *
 * @param texts n of them, as they are: entities, case and stop words are dealt with here
 * @returns [n, terms], rows of unit length, or empty where no term is left
 */
export function tfidf(
  texts: readonly string[],
  { minWords = 2, minChars = 3 }: TfidfOptions = {},
): Csr {
  const clean = texts.map(normaliseText)
  const word = weigh(countTerms(clean, wordGrams), minWords)
  const char = weigh(countTerms(clean, charGrams), minChars)
  return sideBySide(word, char)
}

/** Occurrences of every term in every text; terms are numbered as they first appear. */
function countTerms(
  texts: readonly string[],
  grams: (text: string, take: (term: string) => void) => void,
): Csr {
  const numbers = new Map<string, number>()
  const offsets = new Int32Array(texts.length + 1)
  let index = new Int32Array(1 << 16)
  let values = new Float32Array(1 << 16)
  let seen = new Int32Array(1 << 16).fill(-1)
  let filled = 0
  const take = (term: string) => {
    let number = numbers.get(term)
    if (number === undefined) {
      number = numbers.size
      numbers.set(term, number)
      if (number === seen.length) seen = grown(seen, new Int32Array(2 * number).fill(-1))
    }
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
  return { rows: texts.length, cols: numbers.size, offsets, index, values }
}

function grown<T extends Int32Array | Float32Array>(old: T, into: T): T {
  into.set(old)
  return into
}

/** Drops terms in fewer than `least` rows, weighs the others and brings each row to unit length. */
function weigh(counts: Csr, least: number): Csr {
  const { rows, offsets } = counts
  const inRows = new Int32Array(counts.cols)
  for (let e = 0; e < offsets[rows]; e++) inRows[counts.index[e]]++
  const number = new Int32Array(counts.cols).fill(-1)
  const idf = new Float64Array(counts.cols)
  let cols = 0
  for (let term = 0; term < counts.cols; term++) {
    if (inRows[term] < least) continue
    number[term] = cols++
    idf[term] = Math.log((1 + rows) / (1 + inRows[term])) + 1
  }
  const kept = new Int32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    kept[row + 1] = kept[row]
    for (let e = offsets[row]; e < offsets[row + 1]; e++)
      if (number[counts.index[e]] >= 0) kept[row + 1]++
  }
  const index = new Int32Array(kept[rows])
  const values = new Float32Array(kept[rows])
  for (let row = 0, at = 0; row < rows; row++) {
    let squares = 0
    for (let e = offsets[row]; e < offsets[row + 1]; e++) {
      const term = counts.index[e]
      if (number[term] < 0) continue
      const weight = (1 + Math.log(counts.values[e])) * idf[term]
      squares += weight * weight
      index[at] = number[term]
      values[at++] = weight
    }
    for (let e = kept[row]; e < at; e++) values[e] /= Math.sqrt(squares)
  }
  return sortRows({ rows, cols, offsets: kept, index, values })
}

function sortRows(matrix: Csr): Csr {
  const { rows, cols, offsets, index, values } = matrix
  const weight = new Float32Array(cols)
  for (let row = 0; row < rows; row++) {
    const columns = index.subarray(offsets[row], offsets[row + 1])
    for (let e = offsets[row]; e < offsets[row + 1]; e++) weight[index[e]] = values[e]
    columns.sort()
    for (let e = offsets[row]; e < offsets[row + 1]; e++) values[e] = weight[index[e]]
  }
  return matrix
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
