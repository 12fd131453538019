import {
  addRow,
  type Csr,
  CsrBuilder,
  columnCounts,
  dotRow,
  permuteRows,
  pickColumns,
  RowSum,
  softmaxRows,
  sortColumns,
  TopK,
  transpose,
} from '../../sparse/index.ts'
import { nearestByStrongTerms } from './strong-terms.ts'
import { tfidf } from './tfidf.ts'

/** Neighbours per text and τ of their softmax (docs/method.md#text-in-the-memory). */
export const TEXT_NEIGHBOURS = { k: 30, temperature: 0.1 }

export interface TextNeighbourOptions {
  /** Max neighbours per text; default 30. */
  k?: number
  /** τ of the softmax over a row's cosines; default .1. */
  temperature?: number
  /** Of each text, [n]; default: all the same. */
  popularity?: ArrayLike<number>
  threads?: number
}

/**
 * T of docs/method.md#text-in-the-memory: per text the k nearest others by TF-IDF cosine,
 * T[i,j] = softmax_j(cos(i,j)/τ) over those k. Texts without a common term are not neighbours.
 * Ties: the more popular first, then the lower index. Items that have only categories tie by the
 * hundred.
 *
 * @param texts n texts
 * @returns [n, n], columns ascending; rows with neighbours sum to 1
 */
export async function textNeighbours(
  texts: readonly string[],
  options: TextNeighbourOptions = {},
): Promise<Csr> {
  const { k, temperature, popularity, threads } = { ...TEXT_NEIGHBOURS, ...options }
  const isLarge = texts.length > MAX_EXACT
  const search = (rows: Csr) =>
    isLarge ? nearestByStrongTerms(rows, k, { threads }) : nearestRows(rows, k)
  const rows = tfidf(texts)
  const nearest = popularity ? await popularFirst(rows, popularity, search) : await search(rows)
  return softmaxRows(nearest, temperature)
}

/** A search that gives ties to the lower index, run on the rows by descending popularity. */
async function popularFirst(
  rows: Csr,
  popularity: ArrayLike<number>,
  search: (rows: Csr) => Csr | Promise<Csr>,
): Promise<Csr> {
  const order = Int32Array.from({ length: rows.rows }, (_, row) => row)
  order.sort((a, b) => popularity[b] - popularity[a] || a - b)
  const place = new Int32Array(order.length)
  for (const [at, row] of order.entries()) place[row] = at
  const found = permuteRows(await search(permuteRows(rows, order)), place)
  return sortColumns({ ...found, index: found.index.map((column) => order[column]) })
}

/** Above this many texts their neighbours are found by their strongest terms: the exact search is quadratic. */
const MAX_EXACT = 20_000

/** Terms in more than this share of the rows are summed in the second stage of the search. */
const FREQUENT = 1 / 20

/**
 * The exact k nearest other rows of every row by dot product.
 *
 * Rare terms are summed through an inverted index. Frequent terms can add at most the product of
 * the two rows' lengths over those terms (Cauchy–Schwarz), so most pairs skip the long posting
 * lists, whose time would grow with Σ df².
 *
 * @param rows rows of unit length with weights ≥ 0
 * @returns [n, n] of the dot products, columns ascending
 */
export function nearestRows(rows: Csr, k: number): Csr {
  const n = rows.rows
  const size = Math.min(k, Math.max(0, n - 1))
  const { rare, frequent } = splitColumns(rows)
  const postings = transpose(rare)
  const rest = rowLengths(frequent)
  const maxRest = rest.reduce((max, length) => Math.max(max, length), 0)
  const query = new Float64Array(frequent.cols)
  const sum = new RowSum(n)
  const byRare = new TopK(size)
  const nearest = new CsrBuilder(size)
  const everyone = Int32Array.from({ length: n }, (_, row) => row)
  const finished = new Uint8Array(n)
  const finish = (other: number) => {
    const product = sum.values[other] + dotRow(frequent, other, query)
    if (product > 0) nearest.push(other, product)
  }
  for (let row = 0; row < n; row++) {
    query.fill(0)
    addRow(frequent, row, 1, query)
    sum.addProduct(rare, row, postings)
    // Finishing the best by rare terms first gives a high threshold, which skips most others.
    const some = sum.columns
    for (const other of some) if (other !== row) byRare.offer(other, sum.values[other])
    const first = byRare.columns.subarray(0, byRare.count)
    for (const other of first) {
      finished[other] = 1
      finish(other)
    }
    // Rounding may put a sum a little below its bound.
    const slack = 1e-9
    const open = rest[row] > 0 && nearest.threshold - slack < rest[row] * maxRest
    for (const other of open ? everyone : some) {
      if (other === row || finished[other]) continue
      if (sum.values[other] + rest[row] * rest[other] + slack < nearest.threshold) continue
      finish(other)
    }
    for (const other of first) finished[other] = 0
    byRare.clear()
    sum.clear()
    nearest.endRow()
  }
  return sortColumns(nearest.build(n))
}

/**
 * As {@link nearestRows}, for some rows only.
 *
 * @param which rows whose neighbours are needed; the others stay empty
 */
export function nearestOf(rows: Csr, which: ReadonlySet<number>, k: number): Csr {
  const postings = transpose(rows)
  const sum = new Float64Array(rows.rows)
  const nearest = new CsrBuilder(k)
  for (let row = 0; row < rows.rows; row++) {
    if (which.has(row)) {
      sum.fill(0)
      for (let e = rows.offsets[row]; e < rows.offsets[row + 1]; e++)
        addRow(postings, rows.index[e], rows.values[e], sum)
      for (let i = 0; i < rows.rows; i++) if (i !== row && sum[i] > 0) nearest.push(i, sum[i])
    }
    nearest.endRow()
  }
  return nearest.build(rows.rows)
}

/** The columns of at most a share of the rows, and the others. */
function splitColumns(matrix: Csr): { rare: Csr; frequent: Csr } {
  const counts = columnCounts(matrix)
  const max = Math.max(16, matrix.rows * FREQUENT)
  const columns = Array.from(counts.keys())
  return {
    rare: pickColumns(
      matrix,
      columns.filter((column) => counts[column] <= max),
    ),
    frequent: pickColumns(
      matrix,
      columns.filter((column) => counts[column] > max),
    ),
  }
}

function rowLengths({ rows, offsets, values }: Csr): Float64Array {
  const lengths = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let squares = 0
    for (let e = offsets[row]; e < offsets[row + 1]; e++) squares += values[e] ** 2
    lengths[row] = Math.sqrt(squares)
  }
  return lengths
}
