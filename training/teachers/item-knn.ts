import { type Csr, CsrBuilder } from '../data/index.ts'
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
  const values = new Float32Array(counts.values.length)
  for (let j = 0; j < counts.rows; j++)
    for (let e = counts.offsets[j]; e < counts.offsets[j + 1]; e++)
      values[e] = counts.values[e] / (Math.sqrt(users[j] * users[counts.index[e]]) + shrink)
  return strongest({ ...counts, values }, k)
}

/** Keeps the k largest entries of every row, largest first; the lower column wins ties. */
export function strongest(matrix: Csr, k: number): Csr {
  const kept = new CsrBuilder(Math.min(k, matrix.cols))
  for (let r = 0; r < matrix.rows; r++) {
    for (let e = matrix.offsets[r]; e < matrix.offsets[r + 1]; e++)
      kept.push(matrix.index[e], matrix.values[e])
    kept.endRow()
  }
  return kept.build(matrix.cols)
}
