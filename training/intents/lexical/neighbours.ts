import { type Csr, CsrBuilder, transpose } from '../../data/index.ts'
import { tfidf } from './tfidf.ts'

export interface TextNeighbourOptions {
  /** Max neighbours per text; default 30. */
  k?: number
  /** τ of the softmax over a row's cosines; default .1. */
  temperature?: number
}

/**
 * T of docs/method.md#text-in-the-memory: per text the k nearest others by TF-IDF cosine,
 * T[i,j] = softmax_j(cos(i,j)/τ) over those k. Texts without a common term are not neighbours.
 * Ties: the lower index first.
 *
 * @param texts n texts
 * @returns [n, n], columns ascending; rows with neighbours sum to 1
 */
export function textNeighbours(
  texts: readonly string[],
  { k = 30, temperature = 0.1 }: TextNeighbourOptions = {},
): Csr {
  return softmaxRows(nearestRows(tfidf(texts), k), temperature)
}

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
  const { rare, frequent } = split(rows)
  const postings = transpose(rare)
  const rest = rowLengths(frequent)
  const longest = rest.reduce((most, length) => Math.max(most, length), 0)
  const query = new Float64Array(frequent.cols)
  const sum = new Float64Array(n)
  const touched = new Int32Array(n)
  const best = new Nearest(Math.min(k, Math.max(0, n - 1)))
  const offsets = new Int32Array(n + 1)
  const index = new Int32Array(n * best.size)
  const values = new Float32Array(n * best.size)
  const everyone = Int32Array.from({ length: n }, (_, row) => row)
  const finished = new Uint8Array(n)
  const whole = (other: number) => sum[other] + dotRow(frequent, other, query)
  for (let row = 0, at = 0; row < n; row++) {
    for (let e = frequent.offsets[row]; e < frequent.offsets[row + 1]; e++)
      query[frequent.index[e]] = frequent.values[e]
    let count = 0
    for (let e = rare.offsets[row]; e < rare.offsets[row + 1]; e++) {
      const weight = rare.values[e]
      const term = rare.index[e]
      for (let p = postings.offsets[term]; p < postings.offsets[term + 1]; p++) {
        const other = postings.index[p]
        if (sum[other] === 0) touched[count++] = other
        sum[other] += weight * postings.values[p]
      }
    }
    // The best by rare terms alone, finished first, give a bound that spares most of the others.
    const some = touched.subarray(0, count)
    for (const other of some) if (other !== row) best.offer(other, sum[other])
    const start = best.take()
    for (const other of start) {
      finished[other] = 1
      best.offer(other, whole(other))
    }
    // Rounding may put a sum a little below its bound.
    const slack = 1e-9
    const open = rest[row] > 0 && best.least - slack < rest[row] * longest
    for (const other of open ? everyone : some) {
      if (other === row || finished[other]) continue
      if (sum[other] + rest[row] * rest[other] + slack < best.least) continue
      best.offer(other, whole(other))
    }
    for (const other of start) finished[other] = 0
    for (const other of some) sum[other] = 0
    const found = best.scores()
    for (const other of best.take().sort()) {
      index[at] = other
      values[at++] = found.get(other)!
    }
    for (let e = frequent.offsets[row]; e < frequent.offsets[row + 1]; e++)
      query[frequent.index[e]] = 0
    offsets[row + 1] = at
  }
  const end = offsets[n]
  return { rows: n, cols: n, offsets, index: index.slice(0, end), values: values.slice(0, end) }
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
        addPostings(postings, rows.index[e], rows.values[e], sum)
      for (let i = 0; i < rows.rows; i++) if (i !== row && sum[i] > 0) nearest.push(i, sum[i])
    }
    nearest.endRow()
  }
  return nearest.build(rows.rows)
}

function addPostings(
  { offsets, index, values }: Csr,
  term: number,
  weight: number,
  into: Float64Array,
): void {
  for (let p = offsets[term]; p < offsets[term + 1]; p++) into[index[p]] += weight * values[p]
}

/** The largest scores offered, above 0; equal ones: the lower index. */
class Nearest {
  readonly size: number
  #rows: Int32Array
  #scores: Float64Array
  #held = 0

  constructor(size: number) {
    this.size = size
    this.#rows = new Int32Array(size)
    this.#scores = new Float64Array(size)
  }

  /** What a score has to reach; 0 while there is room. */
  get least(): number {
    return this.#held < this.size ? 0 : this.size === 0 ? Infinity : this.#scores[this.size - 1]
  }

  offer(row: number, score: number): void {
    if (score <= 0 || score < this.least || this.size === 0) return
    const before = (at: number) =>
      score > this.#scores[at] || (score === this.#scores[at] && row < this.#rows[at])
    let at = this.#held
    if (at === this.size) {
      if (!before(at - 1)) return
      at--
    } else this.#held++
    for (; at > 0 && before(at - 1); at--) {
      this.#scores[at] = this.#scores[at - 1]
      this.#rows[at] = this.#rows[at - 1]
    }
    this.#scores[at] = score
    this.#rows[at] = row
  }

  /** Score per row held. */
  scores(): Map<number, number> {
    const held = this.#rows.subarray(0, this.#held)
    return new Map(Array.from(held, (row, at) => [row, this.#scores[at]]))
  }

  /** The rows held, best first; it is empty afterwards. */
  take(): Int32Array {
    const rows = this.#rows.slice(0, this.#held)
    this.#held = 0
    return rows
  }
}

/** Cuts the columns into those of few rows and those of many, numbered anew. */
function split(matrix: Csr): { rare: Csr; frequent: Csr } {
  const { rows, cols, offsets, index, values } = matrix
  const inRows = new Int32Array(cols)
  for (const term of index) inRows[term]++
  const most = Math.max(16, rows * FREQUENT)
  const number = new Int32Array(cols)
  const width = { rare: 0, frequent: 0 }
  for (let term = 0; term < cols; term++)
    number[term] = inRows[term] > most ? width.frequent++ : width.rare++
  const pick = (many: boolean): Csr => {
    const wanted = (e: number) => inRows[index[e]] > most === many
    const starts = new Int32Array(rows + 1)
    let size = 0
    for (let row = 0; row < rows; row++) {
      for (let e = offsets[row]; e < offsets[row + 1]; e++) if (wanted(e)) size++
      starts[row + 1] = size
    }
    const out = { index: new Int32Array(size), values: new Float32Array(size) }
    for (let e = 0, at = 0; e < index.length; e++) {
      if (!wanted(e)) continue
      out.index[at] = number[index[e]]
      out.values[at++] = values[e]
    }
    return { rows, cols: many ? width.frequent : width.rare, offsets: starts, ...out }
  }
  return { rare: pick(false), frequent: pick(true) }
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

function dotRow({ offsets, index, values }: Csr, row: number, dense: Float64Array): number {
  let sum = 0
  for (let e = offsets[row]; e < offsets[row + 1]; e++) sum += values[e] * dense[index[e]]
  return sum
}

/** Softmax of each row at a temperature, over its entries only. */
export function softmaxRows(matrix: Csr, temperature: number): Csr {
  const { rows, offsets } = matrix
  const values = new Float32Array(matrix.values.length)
  for (let row = 0; row < rows; row++) {
    const [from, to] = [offsets[row], offsets[row + 1]]
    const most = matrix.values.subarray(from, to).reduce((a, b) => Math.max(a, b), 0)
    let total = 0
    for (let e = from; e < to; e++) total += Math.exp((matrix.values[e] - most) / temperature)
    for (let e = from; e < to; e++)
      values[e] = Math.exp((matrix.values[e] - most) / temperature) / total
  }
  return { ...matrix, values }
}
