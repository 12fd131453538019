import { type Act, clausesIn, isCertain, type ShopClause } from './acts.ts'
import { cuesOf } from './cues.ts'
import type { Lexicon } from './lexicon.ts'
import { link } from './link.ts'
import { type Order, PHRASES, phraseAt } from './phrases.ts'
import { amountsOf } from './prices.ts'
import { type Constraint, NOTHING, nextState, type OpenRequest, type QueryState } from './state.ts'
import { type Token, tokensOf } from './text.ts'

/** Characters of the query as typed: the first, and the one after the last. */
export type Span = readonly [from: number, to: number]

export interface UnderstoodSlot {
  /**
   * A column, `category`, `title`, `text` (words that no column has), `price_min`, `price_max`,
   * `price_low`, `period`, `age`, `recipient`, `order` or `stock`.
   */
  name: string
  /** Null points at what was shown last, as in `not that brand`. */
  value: string | number | null
  negated: boolean
  span: Span
}

export interface Understanding {
  /** One a clause, in the order of the query. */
  intents: { label: Act; weight: number; clause: Span }[]
  slots: UnderstoodSlot[]
  /** Of the last request, which the next turn refines: what items must satisfy. */
  filters: (Constraint | { facet: string; min?: number; max?: number })[]
  /** Of the last request: what raises an item, and what is uncertain. */
  boosts: (Constraint | { facet: 'price'; order: Order | 'low' })[]
  /** All that is open, over all turns. */
  requests: readonly OpenRequest[]
  /** How often more of the same was asked for since then. */
  page: number
}

/** A certain act by its own words; one without any, whose values may be misspelled. */
const [SURE, LIKELY] = [1, 0.6]

/**
 * Understands a query by the catalogue's own words and by rules for prices, negation and acts.
 * Anything may be typed: nothing throws, and only the first 500 characters are read.
 *
 * @param turns earlier queries of the same search, oldest first; the last 10 count
 */
export function understandQuery(
  query: string,
  lexicon: Lexicon,
  turns: readonly string[] = [],
): Understanding {
  const before = turns.slice(-MAX_TURNS).reduce((state: QueryState, turn) => {
    return nextState(state, parse(turn, lexicon).clauses)
  }, NOTHING)
  const { tokens, clauses } = parse(query, lexicon)
  const { requests, page } = nextState(before, clauses)
  const last = requests.at(-1)
  return {
    intents: clauses.map((clause) => ({
      label: clause.act,
      weight: clause.act === 'find' && !clause.links.every(isCertain) ? LIKELY : SURE,
      clause: spanOf(tokens, clause.from, clause.to),
    })),
    slots: clauses.flatMap((clause) => slotsOf(tokens, clause)),
    filters: last ? filtersOf(last, lexicon) : [],
    boosts: last ? boostsOf(last) : [],
    requests,
    page,
  }
}

const MAX_TURNS = 10

/** The clauses that say something: a request without any known word is none. */
function parse(query: string, lexicon: Lexicon): { tokens: Token[]; clauses: ShopClause[] } {
  const tokens = tokensOf(String(query))
  const amounts = amountsOf(tokens, lexicon.years !== undefined)
  const cues = cuesOf(tokens, lexicon.facets)
  const links = link(lexicon, tokens, cues).filter(
    ({ from, to }) => !amounts.some((amount) => amount.from < to && from < amount.to),
  )
  const clauses = clausesIn({ tokens, links, amounts, cues, lexicon }).filter(
    (clause) => clause.act !== 'find' || saysSomething(clause),
  )
  return { tokens, clauses }
}

function saysSomething(clause: ShopClause): boolean {
  const { links, amounts, topics, hasStock, order, pointed } = clause
  return (
    links.length + amounts.length + topics.length > 0 ||
    hasStock ||
    order !== undefined ||
    pointed !== undefined
  )
}

function spanOf(tokens: readonly Token[], from: number, to: number): Span {
  return [tokens[from].from, tokens[to - 1].to]
}

function slotsOf(tokens: readonly Token[], clause: ShopClause): UnderstoodSlot[] {
  const negated = clause.act === 'exclude'
  const slot = (name: string, value: UnderstoodSlot['value'], from: number, to: number) => ({
    ...{ name, value, negated },
    span: spanOf(tokens, from, to),
  })
  const { from, to, order, recipient, pointed } = clause
  const slots = [
    ...clause.links.map((one) =>
      slot(one.concepts[0].facet, one.concepts[0].value, one.from, one.to),
    ),
    ...clause.amounts.map((one) => ({
      ...slot(one.name, one.years ? yearsOf(one.years) : (one.value ?? null), one.from, one.to),
      negated: false,
    })),
    ...clause.topics.map((one) => slot('text', one.text, one.from, one.to)),
  ]
  if (order) slots.push(slot('order', order, from, to))
  if (recipient) slots.push(slot('recipient', recipient.word, recipient.at, recipient.to))
  if (pointed) slots.push(slot(pointed, null, from, to))
  if (clause.hasStock) {
    const at = phraseAt(PHRASES.stock, tokens, from, to)
    slots.push(slot('stock', 'in stock', at, at + 1))
  }
  return slots.sort((a, b) => a.span[0] - b.span[0])
}

/** `1800..1899`, `1951..`, `..1949`. */
function yearsOf({ min, max }: { min?: number; max?: number }): string {
  return `${min ?? ''}..${max ?? ''}`
}

function filtersOf(
  { constraints, minPrice: min, maxPrice: max, years }: OpenRequest,
  lexicon: Lexicon,
): Understanding['filters'] {
  const filters: Understanding['filters'] = constraints.filter((one) => one.isCertain)
  if (years && lexicon.years) filters.push({ facet: lexicon.years, ...years })
  if (min === undefined && max === undefined) return filters
  const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
  return [...filters, { facet: 'price', ...bounds }]
}

function boostsOf({ constraints, isCheap, order }: OpenRequest): Understanding['boosts'] {
  const boosts: Understanding['boosts'] = constraints.filter((one) => !one.isCertain)
  if (order) boosts.push({ facet: 'price', order })
  if (isCheap) boosts.push({ facet: 'price', order: 'low' })
  return boosts
}
