import { type Neighbours, TacitError } from '@tacit-rec/pack'
import { type Csr, TopK } from '../sparse/index.ts'

/** Max items whose indices fit 16 bits. */
const MAX_SHORT = 65_535

/**
 * The memory in a pack: the M largest positive weights of every row, largest first, ties: the lower
 * index first, in 8 bits with one scale for the whole table: S ≈ scale·weight/255, scale = max S.
 * Shorter rows are padded with weight 0, index 0. Weights that round to 0 are left out.
 *
 * @param links [N,N], row = history item, column = candidate; each column at most once per row
 * @param perItem M
 * @param fixed a given scale; larger weights are clipped to it
 * @throws TacitError `export/weights` for a weight that is not finite
 */
export function pruneNeighbours(links: Csr, perItem: number, fixed?: number): Neighbours {
  const { rows, offsets, index: columns, values } = links
  let scale = fixed ?? 0
  for (let e = 0; e < offsets[rows]; e++) {
    if (!Number.isFinite(values[e]))
      throw new TacitError(
        'export/weights',
        `memory: the weight of item ${columns[e]} is ${values[e]}: weights must be finite`,
      )
    if (fixed === undefined) scale = Math.max(scale, values[e])
  }
  const index = new (rows > MAX_SHORT ? Uint32Array : Uint16Array)(rows * perItem)
  const weight = new Uint8Array(rows * perItem)
  const strongest = new TopK(perItem)
  for (let row = 0; row < rows; row++) {
    strongest.clear()
    for (let e = offsets[row]; e < offsets[row + 1]; e++)
      if (values[e] > 0) strongest.offer(columns[e], values[e])
    for (let m = 0; m < strongest.count; m++) {
      const w = Math.min(255, Math.round((255 * strongest.values[m]) / scale))
      if (w === 0) break
      weight[row * perItem + m] = w
      index[row * perItem + m] = strongest.columns[m]
    }
  }
  return { index, weight, scale, perItem }
}
