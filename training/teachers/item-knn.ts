import type { ItemCounts } from '../data/index.ts'
import { type Csr, interactionMatrix, mapValues, topPerRow } from '../sparse/index.ts'
import { linearTeacher } from './linear.ts'
import type { FitOptions } from './types.ts'

/**
 * Item k-nearest neighbours by shrunk cosine of the columns of X: S[j,i] = c_ji / (√(n_j·n_i) + shrink),
 * c = XᵀX, n its diagonal, the k largest per row (Sarwar et al., WWW 2001; shrinkage as in Bell & Koren, 2007).
 */
export const itemKnn = linearTeacher({
  name: 'item-knn',
  defaults: { k: 100, shrink: 10 },
  axes: { k: [20, 50, 100, 200], shrink: [0, 10, 50] },
  async prepare(options) {
    const { affinity } = await options.counts()
    const { items } = options
    const squares = columnSquares(options)
    return ({ k, shrink }) => ({
      items,
      decay: 1,
      sparse: cosineLinks(affinity, squares, k, shrink),
    })
  },
})

/** Σ_u x_ui² per item: its users, if X is binary. */
export function columnSquares({
  split,
  items,
  factors,
  counted,
  users,
}: Pick<FitOptions, 'split' | 'items' | 'factors' | 'counted' | 'users'>): Float32Array {
  return counted ? users : squaresOf(interactionMatrix(split.fit, items, factors))
}

/** The diagonal of XᵀX, [cols]. */
export function squaresOf({ cols, index, values }: Csr): Float32Array {
  const squares = new Float64Array(cols)
  for (let e = 0; e < index.length; e++) squares[index[e]] += values[e] ** 2
  return Float32Array.from(squares)
}

/**
 * XᵀX with its diagonal, [N,N], of counts that are given: pairs of items that have users, and the users.
 *
 * @param users distinct users per item, [N]; an item without any has no entry
 */
export function gramOf({ affinity }: ItemCounts, users: ArrayLike<number>): Csr {
  const { rows, cols, offsets, index, values } = affinity
  const kept = { offsets: new Int32Array(rows + 1), index: [] as number[], values: [] as number[] }
  for (let i = 0; i < rows; i++) {
    if (users[i] > 0) {
      kept.index.push(i)
      kept.values.push(users[i])
      for (let e = offsets[i]; e < offsets[i + 1]; e++) {
        if (!(users[index[e]] > 0)) continue
        kept.index.push(index[e])
        kept.values.push(values[e])
      }
    }
    kept.offsets[i + 1] = kept.index.length
  }
  return {
    rows,
    cols,
    offsets: kept.offsets,
    index: Int32Array.from(kept.index),
    values: Float32Array.from(kept.values),
  }
}

/** The k largest shrunk cosines per row. @param squares from {@link columnSquares} */
export function cosineLinks(affinity: Csr, squares: Float32Array, k: number, shrink: number): Csr {
  const cosines = mapValues(
    affinity,
    (product, j, i) => product / (Math.sqrt(squares[j] * squares[i]) + shrink),
  )
  return topPerRow(cosines, k)
}
