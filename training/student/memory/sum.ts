import { type Csr, CsrBuilder } from '../../data/index.ts'
import type { Cold } from './cold.ts'

/** Max links per item before pruning; more than any table holds. */
const MAX_LINKS = 64
/** How strongly cold items are linked: the columns that they borrow, and the text itself. */
const COLD = { columns: 1.5, text: 0.6 }

/** Sparse A·B, the diagonal left out, each row cut to its `most` largest entries. */
export function multiply(a: Csr, b: Csr, most: number): Csr {
  const row = new RowSum(b.cols)
  const product = new CsrBuilder(most)
  for (let r = 0; r < a.rows; r++) {
    for (let e = a.offsets[r]; e < a.offsets[r + 1]; e++) row.add(b, a.index[e], a.values[e])
    row.flush(product, r)
  }
  return product.build(b.cols)
}

/** A dense row that remembers which of its columns were touched. */
class RowSum {
  #sum: Float64Array
  #seen: Uint8Array
  #touched: Int32Array
  #count = 0

  constructor(cols: number) {
    this.#sum = new Float64Array(cols)
    this.#seen = new Uint8Array(cols)
    this.#touched = new Int32Array(cols)
  }

  /** this += weight · links[row, :] */
  add({ offsets, index, values }: Csr, row: number, weight: number): void {
    for (let e = offsets[row]; e < offsets[row + 1]; e++) {
      const c = index[e]
      if (!this.#seen[c]) {
        this.#seen[c] = 1
        this.#touched[this.#count++] = c
      }
      this.#sum[c] += weight * values[e]
    }
  }

  /** this += weight · this · links, for the columns that are held now. */
  spread(links: Csr, weight: number): void {
    const held = this.#count
    for (let n = 0; n < held; n++) {
      const c = this.#touched[n]
      this.add(links, c, weight * this.#sum[c])
    }
  }

  /** Gives the positive entries but the diagonal's to a builder, ends its row and starts anew. */
  flush(into: CsrBuilder, diagonal: number): void {
    for (let n = 0; n < this.#count; n++) {
      const c = this.#touched[n]
      if (c !== diagonal && this.#sum[c] > 0) into.push(c, this.#sum[c])
      this.#sum[c] = 0
      this.#seen[c] = 0
    }
    this.#count = 0
    into.endRow()
  }
}

/**
 * Σ weight·links, without its diagonal, as one sparse matrix of positive entries. A cold item's column
 * is the mean of its stand-ins' columns plus their weights as stand-ins; its row, in links that have
 * none, the mean of their rows.
 *
 * @param cold who stands in, and what a text neighbour's weight of 1 is worth in units of the sum
 */
export function sumLinks(
  weighted: readonly { links: Csr; weight: number }[],
  items: number,
  cold?: (Cold & { unit: number }) | null,
): Csr {
  const row = new RowSum(items)
  const combined = new CsrBuilder(MAX_LINKS)
  for (let j = 0; j < items; j++) {
    for (const { links, weight } of weighted) {
      if (cold && links.offsets[j] === links.offsets[j + 1])
        addStandIns(row, cold, links, j, weight)
      else row.add(links, j, weight)
    }
    if (cold) {
      row.spread(cold.standsFor, COLD.columns)
      row.add(cold.standsFor, j, COLD.text * cold.unit)
    }
    row.flush(combined, j)
  }
  return combined.build(items)
}

/** row += weight · mean of the stand-ins' rows of a part. */
function addStandIns(row: RowSum, { standIns }: Cold, part: Csr, j: number, weight: number): void {
  for (let e = standIns.offsets[j]; e < standIns.offsets[j + 1]; e++)
    row.add(part, standIns.index[e], weight * standIns.values[e])
}
