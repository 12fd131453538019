import { bucketsOf, shapeOf } from '@tacit-rec/engine'
import type { Clauses } from './mix.ts'

/** Words that get a row of their own, most frequent first, then by name. */
export function wordsOf({ phrases }: Clauses, minCount: number, maxWords: number): string[] {
  const counts = new Map<string, number>()
  for (const list of phrases.values())
    for (const { tokens } of list)
      for (const shape of tokens.map(shapeOf)) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, maxWords)
    .map(([word]) => word)
}

/** Distinct shapes of tokens, numbered, with their rows. */
export interface Lexemes {
  /** The number of a token's shape; a new one gets the next. */
  of(token: string): number
  /** Row of each shape among the words; 0 if it has none. */
  readonly row: readonly number[]
  /** Buckets of each shape's n-grams. */
  readonly grams: readonly (readonly number[])[]
}

export function lexemes(words: readonly string[], buckets: number): Lexemes {
  const rows = new Map(words.map((word, n) => [word, 1 + n]))
  const numbers = new Map<string, number>()
  const [row, grams]: [number[], number[][]] = [[], []]
  return {
    row,
    grams,
    of(token) {
      const shape = shapeOf(token)
      let number = numbers.get(shape)
      if (number === undefined) {
        number = numbers.size
        numbers.set(shape, number)
        row.push(rows.get(shape) ?? 0)
        grams.push(bucketsOf(shape, buckets))
      }
      return number
    },
  }
}
