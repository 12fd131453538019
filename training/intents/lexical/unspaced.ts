/** Scripts that do not part their words by spaces. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** A word and where it stands: from `start` to `end`, in code units. */
export interface Word {
  word: string
  start: number
  end: number
}

// Dictionaries find the words, whatever the language of the machine.
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/** The words of a text whose script does not part them. */
export function segmentWords(text: string): Word[] {
  return Array.from(segmenter.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ word: segment, start: index, end: index + segment.length }))
}
