import type { Concept, Linked } from './lexicon.ts'
import { ORDERS, type Order, PHRASES, phraseAt, phraseEnd } from './phrases.ts'
import type { Amount } from './prices.ts'
import type { Token } from './text.ts'

/** What a clause asks a shop to do. */
export type Act =
  | 'find'
  | 'gift'
  | 'similar'
  | 'exclude'
  | 'limit'
  | 'sort'
  | 'compare'
  | 'more'
  | 'undo'
  | 'other'

/** A run of tokens that asks one thing. */
export interface ShopClause {
  act: Act
  from: number
  /** The token after the last. */
  to: number
  links: readonly Linked[]
  amounts: readonly Amount[]
  order?: Order
  recipient?: { word: string; at: number }
  hasStock: boolean
  /** The clause begins with `instead`, or has it: it takes the place of what was asked before. */
  isInstead: boolean
  /** The clause begins with `and` or `also`: it is asked beside what was asked before. */
  isAlso: boolean
  /** A column that the clause points at without a value, such as `not that brand`. */
  pointed?: string
}

/** The clauses of a query, by the words that join and open them. */
export function clausesIn(
  tokens: readonly Token[],
  links: readonly Linked[],
  amounts: readonly Amount[],
  facets: ReadonlySet<string>,
): ShopClause[] {
  const taken = new Set<number>()
  for (const { from, to } of [...links, ...amounts])
    for (let at = from; at < to; at++) taken.add(at)
  const spans: [from: number, to: number][] = []
  let from = 0
  for (let at = 0; at <= tokens.length; at++) {
    const isJoin =
      at === tokens.length || (!taken.has(at) && phraseEnd(PHRASES.joins, tokens, at) > at)
    const isNegation = !isJoin && !taken.has(at) && phraseEnd(PHRASES.exclude, tokens, at) > at
    if (!isJoin && !(isNegation && at > from)) continue
    if (at > from) spans.push([from, at])
    from = isJoin ? at + 1 : at
  }
  const pieces = spans.map(([start, end]) => clauseOf(tokens, links, amounts, facets, start, end))
  const merged: ShopClause[] = []
  for (const piece of pieces) {
    const before = merged.at(-1)
    if (before && !opens(tokens, before, piece))
      merged[merged.length - 1] = clauseOf(tokens, links, amounts, facets, before.from, piece.to)
    else merged.push(piece)
  }
  return merged
}

function opens(tokens: readonly Token[], before: ShopClause, piece: ShopClause): boolean {
  if (piece.act === 'exclude' && before.act === 'exclude')
    return phraseEnd(PHRASES.exclude, tokens, piece.from) > piece.from
  if (piece.act !== before.act && piece.act !== 'find') return !isBoundOf(before, piece)
  const isCategory = ({ concepts }: Linked) => concepts.some(({ facet }) => facet === 'category')
  if (before.links.some(isCategory) && piece.links.some(isCategory)) return true
  return before.act !== 'exclude' && phraseEnd(PHRASES.opens, tokens, piece.from) > piece.from
}

/** `boots, under 100`: a bound right after a request belongs to it. */
function isBoundOf(before: ShopClause, piece: ShopClause): boolean {
  return piece.act === 'limit' && (before.act === 'find' || before.act === 'gift')
}

function clauseOf(
  tokens: readonly Token[],
  allLinks: readonly Linked[],
  allAmounts: readonly Amount[],
  facets: ReadonlySet<string>,
  from: number,
  to: number,
): ShopClause {
  const inside = (one: { from: number; to: number }) => one.from >= from && one.to <= to
  const [links, amounts] = [allLinks.filter(inside), allAmounts.filter(inside)]
  const has = (kind: keyof typeof PHRASES) => phraseAt(PHRASES[kind], tokens, from, to) >= 0
  const begins = (kind: keyof typeof PHRASES) => phraseEnd(PHRASES[kind], tokens, from) > from
  const order = orderIn(tokens, from, to)
  const recipient = recipientIn(tokens, from, to)
  const hasStock = has('stock')
  const pointed = pointedAt(tokens, facets, from, to)
  const clause = { from, to, links, amounts, order, recipient, hasStock, pointed }
  const isInstead = has('instead')
  const isAlso = begins('also') || phraseEnd(PHRASES.also, tokens, from - 1) === from
  const act = actOf()
  return { act, ...clause, isInstead, isAlso }

  function actOf(): Act {
    if (begins('undo')) return 'undo'
    if (has('compare')) return 'compare'
    if (begins('exclude')) return 'exclude'
    if (isMore(tokens, from, to)) return 'more'
    if (has('other') && links.length === 0) return 'other'
    if (order && links.length === 0) return 'sort'
    if (recipient || has('gift')) return 'gift'
    if (has('similar')) return 'similar'
    const hasBound = amounts.length > 0 || hasStock
    return begins('limit') || (hasBound && links.length === 0) ? 'limit' : 'find'
  }
}

function orderIn(tokens: readonly Token[], from: number, to: number): Order | undefined {
  return (Object.keys(ORDERS) as Order[]).find(
    (order) => phraseAt(ORDERS[order], tokens, from, to) >= 0,
  )
}

/** `for my nephew`: a recipient within three words after `for`, or the word itself after `gift`. */
function recipientIn(tokens: readonly Token[], from: number, to: number): ShopClause['recipient'] {
  const at = phraseAt(PHRASES.forWhom, tokens, from, to)
  if (at < 0) return undefined
  const found = phraseAt(PHRASES.recipient, tokens, at + 1, Math.min(to, at + 4))
  return found < 0 ? undefined : { word: tokens[found].text, at: found }
}

function pointedAt(
  tokens: readonly Token[],
  facets: ReadonlySet<string>,
  from: number,
  to: number,
): string | undefined {
  const at = phraseAt(PHRASES.reference, tokens, from, to)
  const name = at >= 0 && at + 1 < to ? tokens[at + 1].text : undefined
  return name !== undefined && facets.has(name) ? name : undefined
}

/** The whole clause asks for more of the same. */
function isMore(tokens: readonly Token[], from: number, to: number): boolean {
  let end = phraseEnd(PHRASES.more, tokens, from)
  if (end === from) return false
  while (end < to && phraseEnd(PHRASES.please, tokens, end) > end) end++
  return end >= to
}

/** A link's concepts, as one value each facet where that is certain. */
export function isCertain({ concepts, isTypo }: Linked): boolean {
  return !isTypo && new Set(concepts.map(({ facet }: Concept) => facet)).size === 1
}
