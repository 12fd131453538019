/** Characters of scripts without spaces between words. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** A word and its position, in code units. */
export interface Word {
  word: string
  start: number
  end: number
}

// The locale is fixed so that the machine's does not matter; ICU's dictionaries find the words.
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/** The words of a text whose script has no spaces between them. */
export function segmentWords(text: string): Word[] {
  return Array.from(segmenter.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ word: segment, start: index, end: index + segment.length }))
}
