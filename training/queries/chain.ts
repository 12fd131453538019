import { searchWords as words } from '@tacit-rec/engine'
import type { Random } from '../random.ts'

/** What a turn does to the search so far. */
export const MOVES = ['new', 'refine', 'widen', 'switch', 'negate', 'compare', 'accept'] as const
export type Move = (typeof MOVES)[number]

/** Probabilities of the next move by the one before; a row sums to 1. */
export type Chain = Record<Move, Record<Move, number>>

/** By judgement: most searches are refined once or twice, then end or start again. */
const COUNTS: Record<Move, readonly number[]> = {
  new: [8, 40, 8, 14, 10, 8, 12],
  refine: [8, 25, 10, 10, 14, 8, 25],
  widen: [12, 30, 8, 20, 8, 6, 16],
  switch: [5, 40, 8, 10, 10, 7, 20],
  negate: [8, 24, 10, 12, 12, 6, 28],
  compare: [5, 20, 5, 15, 10, 5, 40],
  accept: [80, 5, 2, 8, 1, 2, 2],
}
/** How many turns the defaults weigh beside those of a log. */
const PRIOR = 20

/**
 * The Markov chain of moves (after junhua/chain-of-intent), estimated from searches
 * of several turns; the defaults count as 20 turns of each row.
 *
 * @param logged the moves of each search, in order
 */
export function chainOf(logged: readonly (readonly Move[])[] = []): Chain {
  const counts = new Map(
    MOVES.map((move) => {
      const sum = COUNTS[move].reduce((all, n) => all + n, 0)
      return [move, COUNTS[move].map((n) => (PRIOR * n) / sum)]
    }),
  )
  for (const moves of logged)
    for (const [n, move] of moves.slice(1).entries())
      counts.get(moves[n])![MOVES.indexOf(move)] += 1
  const rows = MOVES.map((move) => {
    const row = counts.get(move)!
    const sum = row.reduce((all, n) => all + n, 0)
    return [move, Object.fromEntries(MOVES.map((to, at) => [to, row[at] / sum]))]
  })
  return Object.fromEntries(rows) as Chain
}

export function nextMove(chain: Chain, from: Move, random: Random): Move {
  let left = random.uniform()
  for (const move of MOVES) {
    left -= chain[from][move]
    if (left < 0) return move
  }
  return 'accept'
}

/**
 * The moves of a search as the words of its queries tell them: more words refine, fewer widen, some
 * others switch, none in common begin anew. Turns without a query, such as an accepted result, are
 * not in such a log.
 */
export function movesOf(queries: readonly string[]): Move[] {
  return queries.map((query, n) => {
    if (n === 0) return 'new'
    const [before, now] = [new Set(words(queries[n - 1])), new Set(words(query))]
    const common = [...now].filter((word) => before.has(word)).length
    if (/(?:^|\s)(?:not|no|without|ohne|nicht|kein\w*)\s/i.test(query)) return 'negate'
    if (/\s(?:vs|versus|or|oder)\s/i.test(query)) return 'compare'
    if (common === 0) return 'new'
    if (common === before.size) return now.size > before.size ? 'refine' : 'widen'
    return common === now.size ? 'widen' : 'switch'
  })
}
