import { type Neighbours, TacitError } from '@tacit-rec/pack'
import { type Csr, TopK } from '../sparse/index.ts'

/** Most items whose numbers fit 16 bits. */
const SHORT = 65_535

/**
 * The memory as a pack holds it: the M strongest positive weights of every row, strongest first,
 * ties to the lower index, in 8 bit with one scale for the whole table: S ≈ scale·weight/255 with
 * scale the largest weight of all. Shorter rows are padded with weight 0, index 0; what would round
 * to 0 is left out.
 *
 * @param links [N,N], row = history item, column = candidate; a column at most once in a row
 * @param perItem M
 * @param fixed a scale that stays; larger weights become it
 * @throws TacitError `export/weights` for a weight that is not finite
 */
export function pruneNeighbours(links: Csr, perItem: number, fixed?: number): Neighbours {
  const { rows, offsets, index: columns, values } = links
  let scale = fixed ?? 0
  for (let e = 0; e < offsets[rows]; e++) {
    if (!Number.isFinite(values[e]))
      throw new TacitError(
        'export/weights',
        `memory: the weight of item ${columns[e]} is ${values[e]}: weights have to be finite`,
      )
    if (fixed === undefined) scale = Math.max(scale, values[e])
  }
  const index = new (rows > SHORT ? Uint32Array : Uint16Array)(rows * perItem)
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
