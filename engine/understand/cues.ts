import { ORDERS, PHRASES, phraseEnd } from './phrases.ts'
import { pointedAt } from './pointers.ts'
import { stemOf, type Token, tokensOf } from './text.ts'

const {
  fillers,
  nouns,
  joins,
  children: _,
  occasion: _whatFor,
  price: _price,
  recipient: _who,
  ...cues
} = PHRASES
const CUES = [...Object.values(cues), ...Object.values(ORDERS)]

export type Cue = 0 | 1 | 2

/**
 * Tokens that say what to do, join clauses or fill: none of them is a topic. A word of one or two
 * signs that belongs to a longer cue counts as the cue does.
 *
 * @returns for each token: 0 none, 1 a word of its own, 2 a word of a longer cue
 */
export function cuesOf(tokens: readonly Token[], facets: ReadonlySet<string>): Cue[] {
  const cues = tokens.map(({ text }): Cue => (PLAIN.has(text) ? 1 : 0))
  for (let at = 0; at < tokens.length; at++)
    for (const list of CUES) {
      const end = phraseEnd(list, tokens, at)
      for (let n = at; n < end; n++) if (end > at + 1 || !cues[n]) cues[n] = end > at + 1 ? 2 : 1
    }
  for (let at = 1; at < tokens.length; at++) {
    const points = [PHRASES.reference, PHRASES.anyOf].some((list) => endsWith(list, tokens, at))
    if (points && pointedAt(tokens, facets, at)) cues[at] = 2
  }
  return cues
}

function endsWith(list: readonly string[], tokens: readonly Token[], to: number): boolean {
  return [1, 2, 3].some((words) => phraseEnd(list, tokens, to - words) === to)
}

const PLAIN: ReadonlySet<string> = new Set([...fillers, ...nouns, ...joins])
const ALONE: ReadonlySet<string> = new Set(
  [...PLAIN, ...CUES.flat()].flatMap((phrase) => (phrase.includes(' ') ? [] : stemOf(phrase))),
)

/** All words are fillers or cues, so they name nothing. */
export function isPlain(key: string): boolean {
  return tokensOf(key).every(({ text }) => ALONE.has(stemOf(text)))
}
