import { isCertain, type ShopClause } from './acts.ts'
import type { Order } from './phrases.ts'

/** A value that items must have, or must not have. */
export interface Constraint {
  /** A column, `category` or `availability`. */
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
  /** Cheap ones first. */
  isCheap: boolean
  order?: Order
  /** For whom it is. A gift never counts for the visitor's own profile. */
  recipient?: string
  isGift: boolean
  /** Columns whose value of what was shown last is unwanted, as in `not that brand`. */
  notShown: readonly string[]
}

/** What is open after some turns. */
export interface QueryState {
  requests: readonly OpenRequest[]
  /** How often more of the same was asked for. */
  page: number
}

export const NOTHING: QueryState = { requests: [], page: 0 }
const EMPTY: OpenRequest = { constraints: [], isCheap: false, isGift: false, notShown: [] }

/**
 * The state after a turn. `limit`, `exclude` and `sort` refine the last request; a request after
 * `and` or `also` is added; another category, or `instead`, takes the place of all; a quality
 * without a category refines; `undo` drops what it names, else everything.
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
    else requests = [filled(EMPTY, clause)]
  }
  return { requests, page }
}

function refines(clause: ShopClause, last: OpenRequest | undefined, isLater: boolean): boolean {
  const { act, isInstead } = clause
  if (act === 'limit' || act === 'exclude' || act === 'sort') return true
  if (!last || isInstead || isLater || act !== 'find' || clause.isAlso) return false
  const hasCategory = clause.links.some(({ concepts }) =>
    concepts.some(({ facet }) => facet === 'category'),
  )
  return !hasCategory && clause.links.length + clause.amounts.length > 0
}

function filled(request: OpenRequest, clause: ShopClause): OpenRequest {
  const negated = clause.act === 'exclude'
  const added = clause.links.flatMap((link): Constraint[] => {
    const facets = [...new Set(link.concepts.map(({ facet }) => facet))]
    return facets.map((facet) => ({
      facet,
      values: link.concepts.filter((one) => one.facet === facet).map(({ value }) => value),
      negated,
      isCertain: isCertain(link),
    }))
  })
  if (clause.hasStock)
    added.push({ facet: 'availability', values: ['in stock'], negated, isCertain: true })
  const amount = (name: string) => clause.amounts.find((one) => one.name === name)
  const [min, max] = [amount('price_min')?.value, amount('price_max')?.value]
  const kept = negated
    ? request.constraints
    : request.constraints.filter((old) => !added.some((one) => replaces(one, old, clause)))
  const next: OpenRequest = {
    ...request,
    constraints: [...kept, ...added],
    isCheap: request.isCheap || amount('price_low') !== undefined,
    isGift: request.isGift || clause.act === 'gift',
    notShown: negated && clause.pointed ? [...request.notShown, clause.pointed] : request.notShown,
  }
  // A new bound takes the place of an old one that contradicts it.
  const bounds = { minPrice: min ?? request.minPrice, maxPrice: max ?? request.maxPrice }
  if (
    bounds.minPrice !== undefined &&
    bounds.maxPrice !== undefined &&
    bounds.minPrice > bounds.maxPrice
  )
    bounds[max === undefined ? 'maxPrice' : 'minPrice'] = undefined
  const order = clause.order ?? request.order
  const recipient = clause.recipient?.word ?? request.recipient
  return Object.assign(
    next,
    Object.fromEntries(
      Object.entries({ ...bounds, order, recipient }).filter(([, value]) => value !== undefined),
    ),
    bounds.minPrice === undefined ? { minPrice: undefined } : {},
    bounds.maxPrice === undefined ? { maxPrice: undefined } : {},
  )
}

/** `only red ones` after `blue ones`: the same column again, but for a value that is unwanted. */
function replaces(one: Constraint, old: Constraint, { act }: ShopClause): boolean {
  if (one.facet !== old.facet) return false
  if (old.negated) return old.values.some((value) => one.values.includes(value))
  return act === 'limit' || one.facet !== 'category'
}

function undone(requests: readonly OpenRequest[], clause: ShopClause): OpenRequest[] {
  const values = new Set(clause.links.flatMap(({ concepts }) => concepts.map(({ value }) => value)))
  if (values.size === 0) return []
  return requests.map((request) => ({
    ...request,
    constraints: request.constraints.filter(({ values: own }) => !own.some((v) => values.has(v))),
  }))
}
