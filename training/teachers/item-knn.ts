import { type Csr, mapValues, topPerRow } from '../sparse/index.ts'
import { linearTeacher } from './linear.ts'
import { itemUsers } from './popularity.ts'

/**
 * Item k-nearest neighbours by shrunk cosine: S[j,i] = c_ji / (√(n_j·n_i) + shrink), the k
 * largest per row (Sarwar et al., WWW 2001; shrinkage as in Bell & Koren, 2007).
 */
export const itemKnn = linearTeacher({
  name: 'item-knn',
  defaults: { k: 100, shrink: 10 },
  axes: { k: [20, 50, 100, 200], shrink: [0, 10, 50] },
  async prepare({ split, items, counts }) {
    const { cooccurrence } = await counts()
    const users = itemUsers(split.fit, items)
    return ({ k, shrink }) => ({
      items,
      decay: 1,
      sparse: cosineLinks(cooccurrence, users, k, shrink),
    })
  },
})

/** The k largest shrunk cosines per row. */
export function cosineLinks(counts: Csr, users: Float32Array, k: number, shrink: number): Csr {
  const cosines = mapValues(
    counts,
    (count, j, i) => count / (Math.sqrt(users[j] * users[i]) + shrink),
  )
  return topPerRow(cosines, k)
}
