import { type Csr, CsrBuilder, sortColumns, transpose } from '../../sparse/index.ts'
import { strongTerms } from '../../tensor/index.ts'

export interface StrongTermsOptions {
  /** Entries of posting lists that a row reads. Default: half the rows, at least 8000. */
  read?: number
  /** Candidates whose products are computed in full. Default: 500. */
  candidates?: number
  /** Candidates in a row that may be in vain. Default: 200. */
  patience?: number
  threads?: number
}

const READ = { least: 8000, share: 1 / 2 }
const CANDIDATES = 500
const PATIENCE = 200

/**
 * The k nearest other rows of every row by dot product, nearly all of them: the row's terms of greatest
 * weight find candidates through an inverted index until enough of it is read, and candidates are compared
 * in full. A row that finds another is offered to it as well. Recall and time:
 * docs/measurements/time.md#text-neighbours.
 *
 * @param rows rows of unit length with weights > 0
 * @returns [n, n] of the dot products, columns ascending
 */
export async function nearestByStrongTerms(
  rows: Csr,
  k: number,
  { read, candidates = CANDIDATES, patience = PATIENCE, threads }: StrongTermsOptions = {},
): Promise<Csr> {
  const n = rows.rows
  const size = Math.min(k, Math.max(0, n - 1))
  if (size === 0) return new CsrBuilder(0).build(n)
  const search = {
    k: size,
    candidates: Math.max(candidates, 2 * size),
    patience,
    read: read ?? Math.max(READ.least, READ.share * n),
    threads,
  }
  return bothWays(await strongTerms(byWeight(rows), transpose(rows), search), size)
}

/** Offers every row to the rows that it found, too. */
function bothWays(found: Csr, k: number): Csr {
  const back = transpose(found)
  const nearest = new CsrBuilder(k)
  const known = new Int32Array(found.rows).fill(-1)
  for (let row = 0; row < found.rows; row++) {
    for (const { offsets, index, values } of [found, back])
      for (let e = offsets[row]; e < offsets[row + 1]; e++) {
        if (known[index[e]] === row) continue
        known[index[e]] = row
        nearest.push(index[e], values[e])
      }
    nearest.endRow()
  }
  return sortColumns(nearest.build(found.rows))
}

/** The entries of each row by descending weight. */
function byWeight({ rows, cols, offsets, index, values }: Csr): Csr {
  const out = {
    rows,
    cols,
    offsets,
    index: new Int32Array(index),
    values: new Float32Array(values),
  }
  for (let row = 0; row < rows; row++) {
    const [from, to] = [offsets[row], offsets[row + 1]]
    const entries = Int32Array.from({ length: to - from }, (_, e) => from + e)
    entries.sort((a, b) => values[b] - values[a] || a - b)
    for (const [n, e] of entries.entries()) {
      out.index[from + n] = index[e]
      out.values[from + n] = values[e]
    }
  }
  return out
}
