import { ORDERS, PHRASES, phraseEnd } from './phrases.ts'
import { pointedAt } from './pointers.ts'
import { stemOf, type Token, tokensOf } from './text.ts'

const { fillers, nouns, joins, children: _, ...cues } = PHRASES
const CUES = [...Object.values(cues), ...Object.values(ORDERS)]

/**
 * Tokens that say what to do, join clauses or fill: none of them is a topic. A word of one or two
 * signs that belongs to a longer cue counts as the cue does.
 */
export function cuesOf(tokens: readonly Token[], facets: ReadonlySet<string>): boolean[] {
  const isCue = tokens.map(({ text }) => PLAIN.has(text))
  for (let at = 0; at < tokens.length; at++)
    for (const list of CUES) isCue.fill(true, at, phraseEnd(list, tokens, at))
  for (let at = 1; at < tokens.length; at++) {
    const points = [PHRASES.reference, PHRASES.anyOf].some((list) => endsWith(list, tokens, at))
    if (points && pointedAt(tokens, facets, at)) isCue[at] = true
  }
  return isCue
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
