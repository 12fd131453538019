import { type Csr, CsrBuilder, normalizeRows, RowSum, transpose } from '../../sparse/index.ts'

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
  return normalizeRows(builder.build(text.cols))
}

/** Gives cold items without stand-ins those of their neighbours. */
function borrowStandIns(text: Csr, warm: ArrayLike<number>, known: Csr): Csr {
  const has = (i: number) => known.offsets[i + 1] > known.offsets[i]
  const row = new RowSum(text.cols)
  const builder = new CsrBuilder(STAND_INS)
  for (let i = 0; i < text.rows; i++) {
    if (has(i)) row.add(known, i, 1)
    else if (warm[i] === 0) row.addProduct(text, i, known)
    row.flush(builder, -1)
  }
  return normalizeRows(builder.build(text.cols))
}
