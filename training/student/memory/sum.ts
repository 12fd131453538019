import { type Csr, CsrBuilder, RowSum } from '../../sparse/index.ts'
import type { Cold } from './cold.ts'

/** Max links per item before pruning; more than any table holds. */
const MAX_LINKS = 64
/** Weights of cold items (docs/method.md#cold-items): of borrowed columns, and of the text itself. */
const COLD = { columns: 1.5, text: 0.6 }

/**
 * Σ weight·links without the diagonal, as one sparse matrix of positive entries. The column of a cold
 * item is the weighted mean of its stand-ins' columns plus its stand-in weights; its row, in links
 * that have none, is the mean of its stand-ins' rows.
 *
 * @param cold stand-ins, and the worth of a text neighbour's weight 1 in units of the sum
 */
export function sumLinks(
  weighted: readonly { links: Csr; weight: number }[],
  items: number,
  cold: (Cold & { unit: number }) | null,
): Csr {
  const row = new RowSum(items)
  const combined = new CsrBuilder(MAX_LINKS)
  for (let j = 0; j < items; j++) {
    for (const { links, weight } of weighted) {
      if (cold && links.offsets[j] === links.offsets[j + 1])
        row.addProduct(cold.standIns, j, links, weight)
      else row.add(links, j, weight)
    }
    if (cold) {
      row.addOwnProduct(cold.standsFor, COLD.columns)
      row.add(cold.standsFor, j, COLD.text * cold.unit)
    }
    row.flush(combined, j)
  }
  return combined.build(items)
}
