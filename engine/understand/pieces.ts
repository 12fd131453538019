import { ORDERS, PHRASES, phraseEnd } from './phrases.ts'
import type { Token } from './text.ts'

/**
 * Runs of tokens between joining words; a negation and an order with `first` begin one too.
 *
 * @param values runs of tokens that stay whole
 */
export function piecesOf(
  tokens: readonly Token[],
  values: readonly { from: number; to: number }[],
): [from: number, to: number][] {
  const ends = new Map(values.map(({ from, to }) => [from, to]))
  const pieces: [from: number, to: number][] = []
  let from = 0
  const close = (at: number) => {
    if (at > from) pieces.push([from, at])
  }
  for (let at = 0; at < tokens.length; ) {
    const taken = ends.get(at)
    if (taken !== undefined) {
      at = taken
      continue
    }
    const negation = phraseEnd(PHRASES.exclude, tokens, at)
    const order = sortEnd(tokens, at)
    const joined = phraseEnd(PHRASES.joins, tokens, at)
    if (negation > at || order > at) {
      close(at)
      from = at
      at = Math.max(negation, order)
    } else if (joined > at) {
      close(at)
      from = joined
      at = joined
    } else if (opensAfterOr(tokens, at)) {
      close(at)
      from = ++at
    } else at++
  }
  close(tokens.length)
  return pieces
}

/** `… or have you got …` */
function opensAfterOr(tokens: readonly Token[], at: number): boolean {
  const end = phraseEnd(PHRASES.either, tokens, at)
  return end > at && phraseEnd(PHRASES.opens, tokens, end) > end
}

/** The end of `sort by …` or of `cheapest first`. */
function sortEnd(tokens: readonly Token[], at: number): number {
  const sorted = phraseEnd(PHRASES.sort, tokens, at)
  if (sorted > at) return sorted
  const ends = Object.values(ORDERS).map((list) => phraseEnd(list, tokens, at))
  const end = Math.max(...ends)
  return end > at ? Math.max(at, phraseEnd(PHRASES.first, tokens, end) > end ? end : at) : at
}
