import type { Recommender } from '../../types.ts'

/** What was understood of a query, as far as chips show it. */
export interface Understood {
  slots: readonly Slot[]
}

export interface Slot {
  name: string
  value: string | number
  negated?: boolean
  /** From and to in the query, in code units. */
  span: readonly [number, number]
}

type Understanding = Partial<{ understand(query: string): Promise<Understood> }>

/** The slots of a query; none if the recommender does not understand queries. */
export async function slotsOf(
  recommender: Pick<Recommender, 'search'>,
  query: string,
): Promise<readonly Slot[]> {
  const { understand } = recommender as Understanding
  if (!understand || query.trim() === '') return []
  try {
    const { slots } = await understand.call(recommender, query)
    return slots.filter(({ span }) => Array.isArray(span) && span[1] > span[0])
  } catch {
    return []
  }
}

/** The query without the words of a slot. */
export function without(query: string, { span: [from, to] }: Slot): string {
  return `${query.slice(0, from)} ${query.slice(to)}`.replace(/\s+/g, ' ').trim()
}
