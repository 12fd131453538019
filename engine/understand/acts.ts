import type { Cue } from './cues.ts'
import type { Concept, Lexicon } from './lexicon.ts'
import type { Linked } from './link.ts'
import { ORDERS, type Order, PHRASES, phraseAt, phraseEnd } from './phrases.ts'
import { piecesOf } from './pieces.ts'
import { pointedAt, recipientIn } from './pointers.ts'
import { type Amount, consistent } from './prices.ts'
import type { Token } from './text.ts'
import { strongLinks, type Topic, topicsIn } from './topics.ts'

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
  topics: readonly Topic[]
  order?: Order
  recipient?: { word: string; at: number; to: number }
  hasStock: boolean
  /** The clause begins with `instead`, or has it: it takes the place of what was asked before. */
  isInstead: boolean
  /** The clause begins with `and` or `also`: it is asked beside what was asked before. */
  isAlso: boolean
  /** The clause begins with `or`: what was asked before, or this. */
  isOr: boolean
  /** The clause begins with a preposition, so it says more of what was asked before. */
  isRelation: boolean
  /** An `undo` of prices only. */
  isOfPrice: boolean
  /** A column that the clause points at without a value, such as `not that brand`. */
  pointed?: string
}

/** A query as the rules see it. */
export interface Parsed {
  tokens: readonly Token[]
  links: readonly Linked[]
  amounts: readonly Amount[]
  cues: readonly Cue[]
  lexicon: Lexicon
}

/** The clauses of a query, by the words that join and open them. */
export function clausesIn(query: Parsed): ShopClause[] {
  const pieces = piecesOf(query.tokens, [...query.links, ...query.amounts]).map(([from, to]) =>
    clauseOf(query, from, to),
  )
  const merged: ShopClause[] = []
  for (const piece of pieces) {
    const before = merged.at(-1)
    if (before && !opens(query.tokens, before, piece))
      merged[merged.length - 1] = clauseOf(query, before.from, piece.to)
    else merged.push(piece)
  }
  return merged
}

/** A token lies within one of some spans. */
function isTaken(at: number, some: readonly { from: number; to: number }[]): boolean {
  return some.some((one) => one.from <= at && at < one.to)
}

function opens(tokens: readonly Token[], before: ShopClause, piece: ShopClause): boolean {
  if (piece.act === 'exclude' && before.act === 'exclude')
    return phraseEnd(PHRASES.exclude, tokens, piece.from) > piece.from
  const hasContent = piece.links.length + piece.topics.length > 0
  if (piece.act === 'compare' && !hasContent) return false
  if (hasContent && (before.act === 'other' || before.act === 'sort')) return true
  if (phraseEnd(PHRASES.limit, tokens, piece.from) > piece.from && piece.act === 'limit')
    return true
  if (piece.act !== before.act && piece.act !== 'find') return !isBoundOf(before, piece)
  if (!hasContent && piece.act === 'find') return false
  if (before.links.some(isCategory) && piece.links.some(isCategory)) return before.act !== 'compare'
  if (before.act === 'compare') return false
  return phraseEnd(PHRASES.opens, tokens, piece.from) > piece.from
}

function isCategory({ concepts }: Linked): boolean {
  return concepts.some(({ facet }) => facet === 'category')
}

/** `boots, under 100`: a bound right after a request belongs to it. */
function isBoundOf(before: ShopClause, piece: ShopClause): boolean {
  return piece.act === 'limit' && (before.act === 'find' || before.act === 'gift')
}

function clauseOf({ tokens, lexicon, cues, ...all }: Parsed, from: number, to: number): ShopClause {
  const inside = (one: { from: number; to: number }) => one.from >= from && one.to <= to
  const named = all.links.filter(inside)
  const said = all.amounts.filter(inside)
  const amounts = consistent(said)
  const names = named.filter((one) => one.to - one.from > 1)
  const has = (kind: keyof typeof PHRASES) => {
    for (let at = from; at < to; at++)
      if (!isTaken(at, names) && phraseEnd(PHRASES[kind], tokens, at) > at) return true
    return false
  }
  const begins = (kind: keyof typeof PHRASES) => phraseEnd(PHRASES[kind], tokens, from) > from
  const isLike = isSimilar(tokens, from, to)
  const topicsBeside = (links: readonly Linked[]) =>
    topicsIn(
      tokens,
      from,
      to,
      (at) =>
        !isTaken(at, links) &&
        !isTaken(at, said) &&
        !(recipient && recipient.at <= at && at < recipient.to) &&
        (!cues[at] || isTaken(at, named)) &&
        !(isGift && isOccasion(at)),
      lexicon,
    )
  const recipient = recipientIn(tokens, from, to)
  const isGift = recipient !== undefined || has('gift')
  const isOccasion = (at: number) =>
    [1, 2].some((words) => phraseEnd(PHRASES.occasion, tokens, at - words + 1) > at)
  const sure = named.filter(({ isWeak }) => !isWeak)
  const isAlone =
    isLike || has('compare') || (sure.length === 0 && topicsBeside(named).length === 0)
  const links = strongLinks(named, tokens, isAlone)
  const about = topicsBeside(links)
  const order = orderIn(tokens, from, to)
  const hasStock = has('stock')
  const anyEnd = phraseEnd(PHRASES.anyOf, tokens, from)
  const dropped = anyEnd > from ? pointedAt(tokens, lexicon.facets, anyEnd) : undefined
  const pointed = dropped ?? pointedIn(tokens, lexicon.facets, from, to)
  const act = actOf()
  return {
    ...{ act, from, to, links, amounts, order, recipient, hasStock, pointed },
    topics: act === 'other' ? [] : about,
    isInstead: has('instead'),
    isAlso:
      begins('also') || [1, 3].some((n) => phraseEnd(PHRASES.also, tokens, from - n) === from),
    isOr: begins('either'),
    isRelation: begins('relations'),
    isOfPrice: act === 'undo' && links.length === 0 && has('price'),
  }

  function actOf(): Act {
    const content = links.length + about.length
    if (begins('undo') || (dropped && content === 0)) return 'undo'
    if (has('compare')) return 'compare'
    if (begins('exclude') && !isTaken(from, said)) return 'exclude'
    if (isMore(tokens, from, to)) return 'more'
    if (has('other') && links.length === 0 && amounts.length === 0) return 'other'
    if (order && (content === 0 || begins('sort'))) return 'sort'
    if (isGift) return 'gift'
    if (isLike) return 'similar'
    const hasBound = amounts.length > 0 || hasStock
    const isOnly = begins('limit') || (to > from && /^(?:only|nur)$/.test(tokens[to - 1].text))
    return isOnly || (hasBound && content === 0) ? 'limit' : 'find'
  }
}

/** `like` and its kind, unless it only wishes: `i would like`. */
function isSimilar(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from; at < to; ) {
    const wish = phraseEnd(PHRASES.wish, tokens, at)
    if (wish > at) at = wish
    else if (phraseEnd(PHRASES.similar, tokens, at) > at) return true
    else at++
  }
  return false
}

function pointedIn(
  tokens: readonly Token[],
  facets: ReadonlySet<string>,
  from: number,
  to: number,
): string | undefined {
  const at = phraseAt(PHRASES.reference, tokens, from, to)
  return at >= 0 && at + 1 < to ? pointedAt(tokens, facets, at + 1) : undefined
}

function orderIn(tokens: readonly Token[], from: number, to: number): Order | undefined {
  return (Object.keys(ORDERS) as Order[]).find(
    (order) => phraseAt(ORDERS[order], tokens, from, to) >= 0,
  )
}

/** The whole clause asks for more of the same, perhaps with a page's number. */
function isMore(tokens: readonly Token[], from: number, to: number): boolean {
  let end = phraseEnd(PHRASES.more, tokens, from)
  if (end === from) return false
  while (
    end < to &&
    (phraseEnd(PHRASES.please, tokens, end) > end || /^\d{1,3}$/.test(tokens[end].text))
  )
    end++
  return end >= to
}

/** A link's concepts, as one value each facet where that is certain. */
export function isCertain({ concepts, isTypo }: Linked): boolean {
  const facets = new Set(concepts.map(({ facet }: Concept) => facet))
  return !isTypo && facets.size === 1 && !concepts.some(({ isGuess }) => isGuess)
}
