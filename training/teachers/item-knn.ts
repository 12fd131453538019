import { type Csr, mapValues, topPerRow } from '../sparse/index.ts'
import { fitLinear } from './linear.ts'
import { itemUsers } from './popularity.ts'
import type { FitOptions, Teacher } from './types.ts'

const GRID = [20, 50, 100, 200].flatMap((k) => [0, 10, 50].map((shrink) => ({ k, shrink })))
const FIXED = { k: 100, shrink: 10 }

/**
 * Item k-nearest neighbours by shrunk cosine: S[j,i] = c_ji / (√(n_j·n_i) + shrink), the k
 * largest per row (Sarwar et al., WWW 2001; shrinkage as in Bell & Koren, 2007).
 */
export async function fitItemKnn(options: FitOptions): Promise<Teacher> {
  const { split, items } = options
  const { cooccurrence } = await options.counts()
  const users = itemUsers(split.fit, items)
  return fitLinear('item-knn', options, {
    fixed: FIXED,
    grid: GRID,
    fit: ({ k, shrink }) => ({
      items,
      decay: 1,
      sparse: cosineLinks(cooccurrence, users, k, shrink),
    }),
  })
}

/** The k largest shrunk cosines per row. */
export function cosineLinks(counts: Csr, users: Float32Array, k: number, shrink: number): Csr {
  const cosines = mapValues(
    counts,
    (count, j, i) => count / (Math.sqrt(users[j] * users[i]) + shrink),
  )
  return topPerRow(cosines, k)
}
