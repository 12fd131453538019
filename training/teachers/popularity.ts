import type { Split } from '../data/index.ts'
import { columnCounts, interactionMatrix } from '../sparse/index.ts'
import { linearTeacher } from './linear.ts'

/** Distinct users per item: the same list for everybody, the baseline of every table. */
export const popularity = linearTeacher({
  name: 'popularity',
  defaults: {},
  async prepare({ split, items }) {
    const users = itemUsers(split.fit, items)
    return () => ({ items, decay: 1, bias: users })
  },
})

/** Distinct users per item of the fitted events, [N]. */
export function itemUsers(fit: Split['fit'], items: number): Float32Array {
  return Float32Array.from(columnCounts(interactionMatrix(fit, items)))
}

/** Users of the items that have at least `minSupport`; 0 for the others, which are cold. */
export function warmUsers(users: Float32Array, minSupport: number): Float32Array {
  return users.map((n) => (n >= minSupport ? n : 0))
}
