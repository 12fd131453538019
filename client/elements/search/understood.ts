import type { Condition } from '@tacit-rec/pack'
import type { Recommender } from '../../calls.ts'
import type { Understanding } from '../../types.ts'

/** Something that was understood, and the words that say it. */
export interface Slot {
  /** A column of the catalogue, `category`, or what a rule reads, such as `price_max`. */
  name: string
  /** As people read it. */
  text: string
  negated: boolean
  /** The words to take out of the query with it: from and to, in code units. */
  span: readonly [from: number, to: number]
}

/** What a query asks for beside its words. */
export interface Understood {
  slots: Slot[]
  /** What is left to search for: the query without what `filter` says. */
  words: string
  /** What items must satisfy that words alone cannot find: prices, and what is unwanted. */
  filter: Condition | undefined
}

const SIGNS: Record<string, string> = { price_max: '≤', price_min: '≥' }
/** Slots that `filter` holds, whose words would only find items that happen to have them. */
const IN_FILTER = ['price_max', 'price_min', 'stock']
const FACTS: Record<string, string> = { category: 'categories' }

/**
 * Reads a query for a search box. Never rejects; understands nothing where the recommender does not.
 *
 * @example
 * const { words, filter } = await understood(tacit, 'lamps under 20')
 * const { items } = await tacit.search(words, { filter })
 */
export async function understood(
  recommender: Partial<Pick<Recommender, 'understand'>>,
  query: string,
): Promise<Understood> {
  const nothing = { slots: [], words: query, filter: undefined }
  try {
    const found = await recommender.understand?.(query)
    if (!found) return nothing
    const slots = slotsOf(query, found)
    const filter = filterOf(found)
    // From the end, so that the places of the others hold.
    const said = slots.filter(({ name, negated }) => negated || IN_FILTER.includes(name))
    const words = said.reduceRight(without, query)
    return { slots, words: (filter && words) || query, filter }
  } catch {
    return nothing
  }
}

/** The query without the words of a slot. */
export function without(query: string, { span: [from, to] }: Slot): string {
  return `${query.slice(0, from).trimEnd()} ${query.slice(to).trimStart()}`.trim()
}

function slotsOf(query: string, { slots, intents }: Understanding): Slot[] {
  return slots
    .filter(({ name, negated, span: [from, to] }) => {
      // A title, or words that no column has, are searched for as they are.
      const isWords = name === 'text' || (name === 'title' && !negated)
      return to > from && !isWords
    })
    .map(({ name, value, negated, span }) => {
      const [from, to] = span
      const sign = SIGNS[name]
      // "without blue" goes as a whole, if it says nothing else.
      const clause = intents.find(({ clause }) => clause[0] <= from && clause[1] >= to)?.clause
      const isAlone =
        clause && slots.filter((one) => one.span[0] >= clause[0] && one.span[1] <= clause[1])
      const text = sign ? `${sign} ${value}` : String(value ?? query.slice(from, to))
      return { name, text, negated, span: negated && isAlone?.length === 1 ? clause! : span }
    })
}

function filterOf({ filters }: Understanding): Condition | undefined {
  const all = filters.flatMap((one): Condition[] => {
    if (!('values' in one)) {
      if (!('min' in one || 'max' in one)) return []
      return [{ fact: one.facet, min: one.min, max: one.max }]
    }
    const { facet, values, negated, isCertain } = one
    const condition: Condition = { fact: FACTS[facet] ?? facet, in: [...values] }
    if (!isCertain) return []
    // What is wanted orders by its words already; what is unwanted does not.
    if (negated) return [{ not: condition }]
    return facet === 'availability' ? [condition] : []
  })
  return all.length > 1 ? { all } : all[0]
}
