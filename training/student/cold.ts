import { type Csr, CsrBuilder, normalizeRows, transpose } from '../sparse/index.ts'
import type { StudentTables } from './model.ts'

/** Items that stand in for one that too few people took. */
const STAND_INS = 20
/** Rounds in which an item whose neighbours are all cold asks its neighbours' stand-ins. */
const ROUNDS = 3

/** What cold items take from warm ones; rows and columns are the N items. */
export interface Cold {
  /** Row of a cold item: the warm items that stand in for it, weights that sum to 1; others empty. */
  standIns: Csr
  /** Its transpose: row of a warm item, the cold ones that it stands in for. */
  standsFor: Csr
  /** The text neighbours that both were made from. */
  text: Csr
}

/**
 * How cold items borrow (METHOD 3, "Cold items"): of the nearest warm items by text at most 20 stand
 * in for one, by a softmax of their cosines at half the temperature of `text`, which is what the
 * squares of its weights are (τ = .05 for .1). An item whose nearest are all cold takes theirs.
 *
 * @param text text neighbours [N,N], rows softmax-weighted
 * @param warm users behind each item, [N]; 0: cold
 * @returns null where no item is cold, or none of the cold has a text like a warm item's
 */
export function coldItems(text: Csr | null, warm: ArrayLike<number>): Cold | null {
  if (!text || Array.from(warm).every((users) => users > 0)) return null
  let standIns = nearestWarm(text, warm)
  for (let round = 0; round < ROUNDS; round++) standIns = askNeighbours(text, warm, standIns)
  if (!standIns.index.length) return null
  return { standIns, standsFor: transpose(standIns), text }
}

function nearestWarm(text: Csr, warm: ArrayLike<number>): Csr {
  const builder = new CsrBuilder(STAND_INS)
  for (let i = 0; i < text.rows; i++) {
    for (let e = text.offsets[i]; warm[i] === 0 && e < text.offsets[i + 1]; e++)
      if (warm[text.index[e]] > 0) builder.push(text.index[e], text.values[e] ** 2)
    builder.endRow()
  }
  return normalizeRows(builder.build(text.cols))
}

/** Gives the cold items that have no stand-in those of their neighbours. */
function askNeighbours(text: Csr, warm: ArrayLike<number>, found: Csr): Csr {
  const has = (i: number) => found.offsets[i + 1] > found.offsets[i]
  const builder = new CsrBuilder(STAND_INS)
  for (let i = 0; i < text.rows; i++) {
    const sums = new Map<number, number>()
    const take = (from: number, weight: number) => {
      for (let e = found.offsets[from]; e < found.offsets[from + 1]; e++)
        sums.set(found.index[e], (sums.get(found.index[e]) ?? 0) + weight * found.values[e])
    }
    if (has(i)) take(i, 1)
    else if (warm[i] === 0)
      for (let e = text.offsets[i]; e < text.offsets[i + 1]; e++)
        take(text.index[e], text.values[e])
    for (const [item, weight] of sums) builder.push(item, weight)
    builder.endRow()
  }
  return normalizeRows(builder.build(text.cols))
}

/**
 * The tables with the rows of cold items drawn anew: z is the direction of the mean of the stand-ins'
 * z, prior and gain are their means. Training made them negatives everywhere, which says nothing.
 */
export function withColdRows(tables: StudentTables, cold: Cold | null): StudentTables {
  if (!cold) return tables
  const { offsets, index, values, rows } = cold.standIns
  const dim = tables.embeddings.length / rows
  const out = {
    ...tables,
    embeddings: tables.embeddings.slice(),
    gain: tables.gain.slice(),
    bias: tables.bias.slice(),
  }
  const mean = new Float64Array(dim)
  for (let i = 0; i < rows; i++) {
    if (offsets[i + 1] === offsets[i]) continue
    mean.fill(0)
    let [gain, bias] = [0, 0]
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const n = index[e]
      for (let c = 0; c < dim; c++) mean[c] += values[e] * tables.embeddings[n * dim + c]
      gain += values[e] * tables.gain[n]
      bias += values[e] * tables.bias[n]
    }
    const length = Math.hypot(...mean) || 1
    for (let c = 0; c < dim; c++) out.embeddings[i * dim + c] = mean[c] / length
    out.gain[i] = gain
    out.bias[i] = bias
  }
  return out
}
