import { interactionMatrix, transpose } from '../data/index.ts'
import type { FitOptions, Teacher } from './types.ts'

/** Distinct users per item: the same list for everybody, and the floor of every table. */
export async function fitPopularity({ split, items }: FitOptions): Promise<Teacher> {
  const users = itemUsers(split.fit, items)
  return {
    name: 'popularity',
    config: {},
    score: (_, out) => out.set(users),
  }
}

/** Distinct users per item of the fitted events, [N]. */
export function itemUsers(fit: FitOptions['split']['fit'], items: number): Float32Array {
  const byItem = transpose(interactionMatrix(fit, items))
  return Float32Array.from({ length: items }, (_, i) => byItem.offsets[i + 1] - byItem.offsets[i])
}
