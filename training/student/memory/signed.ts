import type { Sequences } from '../../data/index.ts'
import type { Csr } from '../../sparse/index.ts'

/** Entry of a disliked item in X; a like has 1 (docs/measurements/dislikes.md). */
const DISLIKED = -0.5

/**
 * X with an entry of −½ for every item that a user disliked and did not like: in XᵀX a pair that one person
 * likes and dislikes loses, and a pair that is disliked together gains.
 *
 * @param x users × items, from `interactionMatrix` of the same histories
 */
export function signedMatrix(x: Csr, { disliked }: Pick<Sequences, 'disliked'>): Csr {
  if (!disliked) return x
  const { rows, cols } = x
  const offsets = new Int32Array(rows + 1)
  const [index, values]: number[][] = [[], []]
  for (let row = 0; row < rows; row++) {
    const entries = new Map<number, number>()
    for (let e = disliked.offsets[row]; e < disliked.offsets[row + 1]; e++)
      entries.set(disliked.item[e], DISLIKED)
    for (let e = x.offsets[row]; e < x.offsets[row + 1]; e++) entries.set(x.index[e], x.values[e])
    for (const [item, value] of [...entries].sort(([a], [b]) => a - b)) {
      index.push(item)
      values.push(value)
    }
    offsets[row + 1] = index.length
  }
  return { rows, cols, offsets, index: Int32Array.from(index), values: Float32Array.from(values) }
}
