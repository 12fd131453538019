import { tokensOf } from './text.ts'

/** A maker begins at least so many titles. */
const MIN_TITLES = 6
const MAX_WORDS = 3

/**
 * Names of makers where no column has them: the leading words that many titles share, as typed by
 * the shop, unless they stand inside of titles as often, as ordinary words do.
 */
export function makersOf(
  titles: readonly (string | null)[],
  isPlain: (word: string) => boolean,
): string[] {
  const leading = new Map<string, number>()
  const inner = new Map<string, number>()
  const add = (counts: Map<string, number>, key: string) =>
    counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const title of titles) {
    const words = tokensOf(title ?? '').map(({ text }) => text)
    for (let n = 1; n <= Math.min(MAX_WORDS, words.length); n++)
      add(leading, words.slice(0, n).join(' '))
    for (const word of new Set(words.slice(MAX_WORDS))) add(inner, word)
  }
  return [...leading].flatMap(([key, count]) => {
    const words = key.split(' ')
    const isName =
      count >= MIN_TITLES &&
      words.every((word) => /^[\p{L}'-]{2,}$/u.test(word)) &&
      !isPlain(words[0]) &&
      !isPlain(words[words.length - 1]) &&
      (inner.get(words[words.length - 1]) ?? 0) <= count * (words.length > 1 ? 3 : 1)
    return isName ? [key] : []
  })
}
