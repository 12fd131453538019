/** Characters of scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
/** A decimal point inside a number belongs to it. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:\.\p{N}+)?/gu
/** Accents, but not the vowel signs of Indic scripts nor the voicing marks of kana. */
const ACCENTS = /(?![\u3099\u309a])[\p{Script=Inherited}\u0591-\u05c7]/gu
/** Characters that a query or a text is read up to. */
const MAX_CHARACTERS = 4096

let segmenter: Intl.Segmenter | null | undefined

/**
 * The words of a text in order, as they are compared: without case, accents, width and the English
 * plural's s; a number apart from its unit. Scripts without spaces are cut by the platform's
 * dictionary, or into characters where there is none.
 *
 * @param text read up to its 4,096th character
 */
export function words(text: string): string[] {
  const found = fold(text).match(WORD) ?? []
  return found.flatMap(cut).map(singular)
}

function fold(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .toLowerCase()
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replace(/['’](?=\p{L})/gu, '')
    .replace(/(\p{N})(?=\p{L})/gu, '$1 ')
}

function cut(run: string): string[] {
  if (!UNSPACED.test(run)) return [run]
  // The locale is fixed, so that the machine's does not matter.
  segmenter ??= Intl.Segmenter ? new Intl.Segmenter('en', { granularity: 'word' }) : null
  if (!segmenter) return [...run]
  return Array.from(segmenter.segment(run), ({ segment }) => segment)
}

function singular(word: string): string {
  return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word
}

/** The runs of three characters of a word between two spaces; a shorter word is one run. */
export function trigrams(word: string): string[] {
  const padded = ` ${word} `
  return Array.from({ length: padded.length - 2 }, (_, k) => padded.slice(k, k + 3))
}
