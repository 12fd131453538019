import { invert, type Postings } from './postings.ts'
import { trigrams, words } from './words.ts'

/** What searching reads of the items' texts. */
export interface SearchIndex {
  /** N */
  items: number
  /** Number of each distinct word. */
  words: ReadonlyMap<string, number>
  /** The same, in the order of the numbers. */
  vocabulary: readonly string[]
  byWord: Postings
  trigrams: ReadonlyMap<string, number>
  byTrigram: Postings
  /** The items' words in order: item i has `text[starts[i]…starts[i + 1]]`. */
  text: Int32Array
  starts: Int32Array
  /** [N]: 1 / (1 − b + b · length / mean length), in words and in trigrams. */
  shorten: { words: Float32Array; trigrams: Float32Array }
}

/** b: how much longer texts count less. */
const LENGTH_SHARE = 0.1
/** Items between two places where an index that is being built may pause. */
const STEP = 256

/** Indexes texts, one an item. */
export function buildIndex(texts: readonly string[]): SearchIndex {
  const work = indexing(texts)
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/**
 * The same in steps of about a millisecond, so that a page can paint between them. An item's
 * trigrams are those of its words, so each distinct word is cut once.
 */
export function* indexing(texts: readonly string[]): Generator<void, SearchIndex> {
  const numbers = new Map<string, number>()
  const starts = new Int32Array(texts.length + 1)
  const all: number[] = []
  for (const [item, text] of texts.entries()) {
    for (const word of words(text)) all.push(numberOf(numbers, word))
    starts[item + 1] = all.length
    if (item % STEP === 0) yield
  }
  const text = Int32Array.from(all)
  const vocabulary = [...numbers.keys()]
  const runs = new Map<string, number>()
  const runsOf: number[][] = []
  for (const word of vocabulary) {
    runsOf.push(trigrams(word).map((run) => numberOf(runs, run)))
    if (runsOf.length % STEP === 0) yield
  }
  const byWord = yield* invert(numbers.size, texts.length, (i, take) => {
    for (let at = starts[i]; at < starts[i + 1]; at++) take(text[at])
  })
  const byTrigram = yield* invert(runs.size, texts.length, (i, take) => {
    for (let at = starts[i]; at < starts[i + 1]; at++) for (const run of runsOf[text[at]]) take(run)
  })
  const lengths = Float32Array.from(texts, (_, i) => starts[i + 1] - starts[i])
  const runLengths = Float32Array.from(texts, (_, i) => {
    let sum = 0
    for (let at = starts[i]; at < starts[i + 1]; at++) sum += runsOf[text[at]].length
    return sum
  })
  return {
    items: texts.length,
    words: numbers,
    vocabulary,
    byWord,
    trigrams: runs,
    byTrigram,
    text,
    starts,
    shorten: { words: shorten(lengths), trigrams: shorten(runLengths) },
  }
}

function numberOf(numbers: Map<string, number>, term: string): number {
  let number = numbers.get(term)
  if (number === undefined) {
    number = numbers.size
    numbers.set(term, number)
  }
  return number
}

function shorten(lengths: Float32Array): Float32Array {
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length || 1
  return lengths.map((length) => 1 / (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / mean))
}
