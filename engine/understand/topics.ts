import type { Lexicon } from './lexicon.ts'
import type { Linked } from './link.ts'
import { looseStemOf, stemOf, type Token } from './text.ts'

/** Words that name no value of a column, but what a request is about. */
export interface Topic {
  from: number
  to: number
  text: string
}

/**
 * Runs of words that are neither cues nor part of a value. Where nothing but such words was typed,
 * one of each run must be a word of the catalogue: what nobody knows says nothing.
 *
 * @param isOpen whether a token may belong to a topic
 */
export function topicsIn(
  tokens: readonly Token[],
  from: number,
  to: number,
  isOpen: (at: number) => boolean,
  { vocabulary }: Lexicon,
): Topic[] {
  const topics: Topic[] = []
  let hasOther = false
  for (let at = from; at < to; at++) {
    const { text } = tokens[at]
    const isWord = isOpen(at) && /\p{L}/u.test(text) && text.length > 1
    if (!isWord) {
      hasOther ||= !isOpen(at)
      continue
    }
    const start = at
    while (at + 1 < to && isOpen(at + 1) && /[\p{L}\p{N}]/u.test(tokens[at + 1].text)) at++
    const words = tokens.slice(start, at + 1).map((token) => token.text)
    topics.push({ from: start, to: at + 1, text: words.join(' ') })
  }
  if (hasOther) return topics
  return topics.filter(({ text }) =>
    text
      .split(' ')
      .some((word) => vocabulary.has(stemOf(word)) || vocabulary.has(looseStemOf(word))),
  )
}

/** The token before a name that says whose it is, or what it is like. */
const BEFORE_NAME =
  /^(?:by|from|von|like|wie|not|nicht|kein|keine|no|to|ahnlich|compare|vs|versus)$/

/** Names that are ordinary words count where nothing else is asked, or where a word says so. */
export function strongLinks(
  links: readonly Linked[],
  tokens: readonly Token[],
  isAlone: boolean,
): Linked[] {
  return links.filter(
    ({ from, isWeak }) => !isWeak || isAlone || BEFORE_NAME.test(tokens[from - 1]?.text ?? ''),
  )
}
