import { type Csr, CsrBuilder, sortColumns, TopK, transpose } from '../../sparse/index.ts'

/** Entries of posting lists that a row reads: at least this many, or this share of the rows. */
const READ = { least: 8000, share: 1 / 4 }
/** Candidates whose products are computed in full. */
const CANDIDATES = 200

/**
 * The k nearest other rows of every row by dot product, nearly all of them: the row's terms of greatest
 * weight find candidates through an inverted index until enough of it is read, and candidates are compared
 * in full. Recall and time: docs/measurements/time.md#text-neighbours.
 *
 * @param rows rows of unit length with weights ≥ 0
 * @param read entries of posting lists per row
 * @returns [n, n] of the dot products, columns ascending
 */
export function nearestByStrongTerms(
  rows: Csr,
  k: number,
  read = Math.max(READ.least, rows.rows * READ.share),
): Csr {
  const n = rows.rows
  const postings = transpose(rows)
  const query = new Float64Array(rows.cols)
  const sums = new Float32Array(n)
  const touched = new Int32Array(n)
  const best = new TopK(Math.min(Math.max(CANDIDATES, 2 * k), Math.max(0, n - 1)))
  const nearest = new CsrBuilder(Math.min(k, Math.max(0, n - 1)))
  for (let row = 0; row < n; row++) {
    const [from, to] = [rows.offsets[row], rows.offsets[row + 1]]
    const entries = Int32Array.from({ length: to - from }, (_, e) => from + e)
    entries.sort((a, b) => rows.values[b] - rows.values[a])
    let [count, done] = [0, 0]
    for (let t = 0; t < entries.length && done < read; t++) {
      const [term, weight] = [rows.index[entries[t]], rows.values[entries[t]]]
      const end = postings.offsets[term + 1]
      for (let e = postings.offsets[term]; e < end; e++) {
        const other = postings.index[e]
        if (sums[other] === 0) touched[count++] = other
        sums[other] += weight * postings.values[e]
      }
      done += end - postings.offsets[term]
    }
    for (let at = 0; at < count; at++) {
      const other = touched[at]
      if (other !== row && sums[other] > best.threshold) best.offer(other, sums[other])
      sums[other] = 0
    }
    for (let e = from; e < to; e++) query[rows.index[e]] = rows.values[e]
    for (let c = 0; c < best.count; c++) {
      const other = best.columns[c]
      let product = 0
      for (let e = rows.offsets[other]; e < rows.offsets[other + 1]; e++)
        product += rows.values[e] * query[rows.index[e]]
      nearest.push(other, product)
    }
    for (let e = from; e < to; e++) query[rows.index[e]] = 0
    best.clear()
    nearest.endRow()
  }
  return sortColumns(nearest.build(n))
}
