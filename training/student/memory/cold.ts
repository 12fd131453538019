import { type Csr, CsrBuilder, transpose } from '../../data/index.ts'

/** Max stand-ins of a cold item. */
const STAND_INS = 20
/** Rounds in which a cold item without warm neighbours takes its neighbours' stand-ins. */
const ROUNDS = 3

/** What cold items borrow from warm ones; rows and columns are the N items. */
export interface Cold {
  /** Row of a cold item: its warm stand-ins, weights that sum to 1. Rows of warm items are empty. */
  standIns: Csr
  /** The transpose. Row of a warm item: the cold items that it stands in for. */
  standsFor: Csr
  /** The text neighbours that both come from. */
  text: Csr
}

/**
 * Finds the stand-ins of cold items (docs/method.md#cold-items): at most 20 of the nearest warm
 * items by text, weighted by a softmax of their cosines at half the temperature of `text` (τ = .05),
 * which is the squares of its weights. An item with only cold neighbours takes their stand-ins.
 *
 * @param text text neighbours [N,N], rows softmax-weighted
 * @param warm users of each item, [N]; 0: cold
 * @returns null if no item is cold, or no cold item has a text like a warm item's
 */
export function coldItems(text: Csr | null, warm: ArrayLike<number>): Cold | null {
  if (!text || Array.from(warm).every((users) => users > 0)) return null
  let standIns = nearestWarm(text, warm)
  for (let round = 0; round < ROUNDS; round++) standIns = borrowStandIns(text, warm, standIns)
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
  return rowsToOne(builder.build(text.cols))
}

/** Gives cold items without stand-ins those of their neighbours. */
function borrowStandIns(text: Csr, warm: ArrayLike<number>, known: Csr): Csr {
  const has = (i: number) => known.offsets[i + 1] > known.offsets[i]
  const builder = new CsrBuilder(STAND_INS)
  for (let i = 0; i < text.rows; i++) {
    const sums = new Map<number, number>()
    const take = (from: number, weight: number) => {
      for (let e = known.offsets[from]; e < known.offsets[from + 1]; e++)
        sums.set(known.index[e], (sums.get(known.index[e]) ?? 0) + weight * known.values[e])
    }
    if (has(i)) take(i, 1)
    else if (warm[i] === 0)
      for (let e = text.offsets[i]; e < text.offsets[i + 1]; e++)
        take(text.index[e], text.values[e])
    for (const [item, weight] of sums) builder.push(item, weight)
    builder.endRow()
  }
  return rowsToOne(builder.build(text.cols))
}

function rowsToOne(matrix: Csr): Csr {
  const { rows, offsets } = matrix
  const values = matrix.values.slice()
  for (let r = 0; r < rows; r++) {
    const row = values.subarray(offsets[r], offsets[r + 1])
    const total = row.reduce((sum, value) => sum + value, 0)
    for (let n = 0; n < row.length; n++) row[n] /= total
  }
  return { ...matrix, values }
}
