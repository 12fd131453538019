/** A word, number or sign of a query, with its place in the text as typed. */
export interface Token {
  /** Lower case without accents. */
  text: string
  from: number
  /** The character after the last. */
  to: number
}

/** Characters of a query that are read; what comes after is ignored. */
const MAX_CHARACTERS = 500
/** Tokens that are read: the rules look at pairs of them. */
const MAX_TOKENS = 64
const TOKEN = /\p{N}+(?:[.,]\p{N}+)*|\p{L}[\p{L}\p{M}]*(?:['’][\p{L}\p{M}]+)*|[$€£¥]|[,;.!?–-]/gu

/** The first 64 tokens of the first 500 characters. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = []
  for (const { 0: word, index } of query.slice(0, MAX_CHARACTERS).matchAll(TOKEN)) {
    if (tokens.push({ text: foldWord(word), from: index, to: index + word.length }) === MAX_TOKENS)
      break
  }
  return tokens
}

/** Lower case without accents and with a straight apostrophe. */
export function foldWord(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('’', "'")
}

/** A word without the endings of English plurals, for comparison. */
export function stemOf(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2)
  return word.length > 3 && /[^su]s$/.test(word) ? word.slice(0, -1) : word
}

/** A word without German endings too, for words that have no other match. */
export function looseStemOf(word: string): string {
  const ending = /(?:en|er|em|es|e|n|(?<!s)s)$/
  return word.length > 4 ? word.replace(ending, '') : word.replace(/e$/, '')
}

/** The word and the word without each of its letters: two misspellings of a word share one. */
export function deletions(word: string): string[] {
  return [word, ...Array.from(word, (_, n) => word.slice(0, n) + word.slice(n + 1))]
}

/** Two longer words that begin alike and differ by one letter, or by two that changed places. */
export function isNear(a: string, b: string): boolean {
  if (a === b) return true
  if (a[0] !== b[0] || Math.min(a.length, b.length) < 4) return false
  if (Math.abs(a.length - b.length) > 1) return false
  const near = new Set(deletions(a))
  return deletions(b).some((one) => near.has(one))
}
