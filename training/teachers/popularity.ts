import { columnCounts, interactionMatrix } from '../sparse/index.ts'
import { assertSetting } from './linear.ts'
import { type Links, linksRanker } from './links.ts'
import type { FitOptions, Teacher } from './types.ts'

/** Distinct users per item: the same list for everybody, and the floor of every table. */
export async function fitPopularity({ split, items, setting }: FitOptions): Promise<Teacher> {
  assertSetting('popularity', {}, setting)
  const users = itemUsers(split.fit, items)
  const links: Links = { items, decay: 1, bias: users }
  return { name: 'popularity', config: {}, links, ...linksRanker(links) }
}

/** Distinct users per item of the fitted events, [N]. */
export function itemUsers(fit: FitOptions['split']['fit'], items: number): Float32Array {
  return Float32Array.from(columnCounts(interactionMatrix(fit, items)))
}
