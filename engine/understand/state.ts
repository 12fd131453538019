import { isCertain, type ShopClause } from './acts.ts'
import type { Linked } from './link.ts'
import type { Years } from './periods.ts'
import type { Order } from './phrases.ts'
import type { Amount } from './prices.ts'

/** A value that items must have, or must not have. */
export interface Constraint {
  /** A column, `category`, `title`, `availability`, or `text` for words that no column has. */
  facet: string
  /** Any of them. */
  values: readonly string[]
  negated: boolean
  /** A certain one filters; another only raises what has it. */
  isCertain: boolean
}

/** Something that a visitor wants, over all turns. */
export interface OpenRequest {
  constraints: readonly Constraint[]
  minPrice?: number
  maxPrice?: number
  years?: Years
  /** Cheap ones first. */
  isCheap: boolean
  order?: Order
  /** For whom it is. A gift never counts for the visitor's own profile. */
  recipient?: string
  age?: number
  isGift: boolean
  /** It should be like these; one without values is like what was shown last. */
  like: readonly Constraint[]
  /** Columns whose value of what was shown last is unwanted, as in `not that brand`; `item`: itself. */
  notShown: readonly string[]
}

/** What is open after some turns. */
export interface QueryState {
  requests: readonly OpenRequest[]
  /** How often more of the same was asked for. */
  page: number
}

export const NOTHING: QueryState = { requests: [], page: 0 }
const EMPTY: OpenRequest = {
  constraints: [],
  isCheap: false,
  isGift: false,
  like: [],
  notShown: [],
}

/**
 * The state after a turn. `limit`, `exclude` and `sort` refine the last request; a request after
 * `and` or `also` is added; another category takes the place of all; a quality without a category, or
 * one after a preposition, refines, and with `instead` takes the place of its column's; `undo` drops
 * what it names, else everything.
 */
export function nextState(state: QueryState, clauses: readonly ShopClause[]): QueryState {
  let { requests, page } = state
  for (const [n, clause] of clauses.entries()) {
    const { act } = clause
    if (act === 'other' || act === 'compare') continue
    if (act === 'more') {
      page++
      continue
    }
    page = 0
    const last = requests.at(-1)
    if (act === 'undo') requests = undone(requests, clause)
    else if (refines(clause, last, n > 0))
      requests = [...requests.slice(0, -1), filled(last ?? EMPTY, clause)]
    else if (last && (n > 0 || (clause.isAlso && !clause.isInstead)))
      requests = [...requests, filled(EMPTY, clause)]
    else requests = [filled(last?.order ? { ...EMPTY, order: last.order } : EMPTY, clause)]
  }
  return { requests, page }
}

function refines(clause: ShopClause, last: OpenRequest | undefined, isLater: boolean): boolean {
  const { act, links, amounts, topics, isAlso } = clause
  if (act === 'limit' || act === 'exclude' || act === 'sort') return true
  if (!last) return false
  const hasMain = links.some(isMain)
  if (act === 'similar') return links.length + topics.length === 0
  if (act === 'gift') return !hasMain && !isLater && !isAlso && topics.length === 0
  if (isLater && isOpen(last) && !last.isGift) return true
  if (isLater || isAlso) return false
  if (hasMain) return clause.isRelation || clause.isOr || isOpen(last)
  return links.length + amounts.length + topics.length > 0 || clause.hasStock
}

function isMain({ concepts }: Linked): boolean {
  return concepts.some(({ facet }) => facet === 'category')
}

/** Nothing says yet what it is: a bound, an exclusion or a gift. */
function isOpen({ constraints, like }: OpenRequest): boolean {
  return like.length === 0 && constraints.every(({ negated }) => negated)
}

function filled(request: OpenRequest, clause: ShopClause): OpenRequest {
  const isLike = clause.act === 'similar'
  const added = constraintsOf(clause)
  const amount = (name: Amount['name']) => clause.amounts.find((one) => one.name === name)
  const min = amount('price_min')?.value ?? request.minPrice
  const max = amount('price_max')?.value ?? request.maxPrice
  // A new bound takes the place of an old one that contradicts it.
  const clash = min !== undefined && max !== undefined && min > max
  const isNewMax = amount('price_max') !== undefined
  const { negated } = { negated: clause.act === 'exclude' }
  const notShown = negated && clause.pointed ? [clause.pointed] : []
  return withoutBlanks({
    constraints: isLike ? request.constraints : joined(request.constraints, added, clause),
    like: isLike ? [...request.like, ...(added.length ? added : [SHOWN])] : request.like,
    minPrice: clash && isNewMax ? undefined : min,
    maxPrice: clash && !isNewMax ? undefined : max,
    years: amount('period')?.years ?? request.years,
    isCheap: request.isCheap || amount('price_low') !== undefined,
    order: clause.order ?? request.order,
    recipient: clause.recipient?.word ?? request.recipient,
    age: amount('age')?.value ?? request.age,
    isGift: request.isGift || clause.act === 'gift',
    notShown: [...request.notShown, ...notShown],
  })
}

const SHOWN: Constraint = { facet: 'item', values: [], negated: false, isCertain: false }

/** A clause's values: those of one column are alternatives, but each category says more. */
function constraintsOf({ act, links, topics, hasStock, isOr }: ShopClause): Constraint[] {
  const negated = act === 'exclude'
  const made: Constraint[] = []
  for (const link of links) {
    for (const facet of new Set(link.concepts.map((one) => one.facet))) {
      const values = link.concepts.filter((one) => one.facet === facet).map(({ value }) => value)
      const isSure = isCertain(link) && (facet !== 'title' || link.to - link.from > 1)
      const same = made.findIndex((one) => one.facet === facet && one.isCertain === isSure)
      if (same < 0 || (facet === 'category' && !isOr))
        made.push({ facet, values, negated, isCertain: isSure })
      else made[same] = { ...made[same], values: [...new Set([...made[same].values, ...values])] }
    }
  }
  for (const { text } of topics)
    made.push({ facet: 'text', values: [text], negated, isCertain: false })
  if (hasStock) made.push({ facet: 'availability', values: ['in stock'], negated, isCertain: true })
  return made
}

/** Old and new constraints; a new one takes the place of those that it contradicts. */
function joined(
  before: readonly Constraint[],
  added: readonly Constraint[],
  clause: ShopClause,
): Constraint[] {
  if (clause.isOr && clause.act === 'find') {
    const rest: Constraint[] = []
    const widened = [...before]
    for (const one of added) {
      const at = widened.findIndex((old) => old.facet === one.facet && !old.negated)
      if (at < 0) rest.push(one)
      else widened[at] = { ...widened[at], values: [...widened[at].values, ...one.values] }
    }
    return [...widened, ...rest]
  }
  const kept = before.filter((old) => !added.some((one) => replaces(one, old)))
  return [...kept, ...added]
}

/** `only red ones` after `blue ones`; topics and categories are added to each other. */
function replaces(one: Constraint, old: Constraint): boolean {
  if (one.facet !== old.facet) return false
  const isShared = old.values.some((value) => one.values.includes(value))
  if (one.negated || old.negated || one.facet === 'category' || one.facet === 'text')
    return isShared
  return true
}

function undone(requests: readonly OpenRequest[], clause: ShopClause): OpenRequest[] {
  const values = new Set([
    ...clause.links.flatMap(({ concepts }) => concepts.map(({ value }) => value)),
    ...clause.topics.map(({ text }) => text),
  ])
  const { pointed, isOfPrice } = clause
  if (values.size === 0 && !isOfPrice && !pointed) return []
  return requests.map((request) => {
    const constraints = request.constraints.filter(
      ({ facet, values: own }) => facet !== pointed && !own.some((value) => values.has(value)),
    )
    const prices = isOfPrice ? { minPrice: undefined, maxPrice: undefined, isCheap: false } : {}
    return withoutBlanks({ ...request, constraints, ...prices })
  })
}

/** Absent fields are absent, so that a state reads as what was said. */
function withoutBlanks(request: OpenRequest): OpenRequest {
  const known = Object.entries(request).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as unknown as OpenRequest
}
