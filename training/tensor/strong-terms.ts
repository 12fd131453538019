import { availableParallelism } from 'node:os'
import { type Csr, CsrBuilder } from '../sparse/index.ts'
import { createRuntime, runShared } from './runtime.ts'

/** How far {@link strongTerms} looks. */
export interface StrongTermsSearch {
  /** Rows that are returned for each, max. */
  k: number
  /** Entries of posting lists that a row reads, at least; then no further list is begun. */
  read: number
  /** Rows of greatest partial sum whose products are computed in full, about, the greatest first… */
  candidates: number
  /** …until so many in a row are none of the k. */
  patience: number
  /** Default: all cores. */
  threads?: number
}

/** Bins in which a thread counts the partial sums. */
const BINS = 1024

/**
 * Of every row the k other rows of greatest dot product among its candidates: the rows of greatest sum over
 * the row's first terms. Ties: the lower row first. With `read` ∞, as many candidates as rows, and patience
 * with all, the k nearest rows that share a term.
 *
 * @param rows [n, terms], weights > 0, the entries of a row in the order in which its terms are read
 * @param postings the transpose
 * @returns [n, n] of the products, each row's greatest first
 */
export async function strongTerms(
  rows: Csr,
  postings: Csr,
  { k, read, candidates, patience, threads = availableParallelism() }: StrongTermsSearch,
): Promise<Csr> {
  const { rows: n, cols: terms } = rows
  const own = 3 * n + terms + BINS
  const entries = rows.index.length
  const numbers = 4 * entries + 2 * n + terms + 2 * n * k + threads * own
  const runtime = await createRuntime({ bytes: 4 * numbers + 64 * (16 + 4 * threads), threads })
  try {
    const place = (values: Int32Array | Float32Array) => {
      const pointer = runtime.room(values.byteLength)
      const isWhole = values instanceof Int32Array
      const to = isWhole ? runtime.i32(pointer, values.length) : runtime.f32(pointer, values.length)
      to.set(values)
      return pointer
    }
    const inputs = [rows, postings].flatMap(({ offsets, index, values }) =>
      [offsets, index, values].map(place),
    )
    const [best, which, counts] = [n * k, n * k, n].map((count) => runtime.room(count * 4))
    const rooms = Array.from({ length: threads }, () =>
      [n, n, n, terms, BINS].map((count) => runtime.alloc(count * 4)),
    )
    const limits = [Math.min(read, 2 ** 31 - 1 - n), candidates, patience, k]
    runShared(runtime, n, (from, to, thread) => {
      return ['strongTerms', from, to, ...inputs, ...limits, best, which, counts, ...rooms[thread]]
    })
    const [products, others] = [runtime.f32(best, n * k), runtime.i32(which, n * k)]
    const found = new CsrBuilder(k)
    for (const [row, count] of runtime.i32(counts, n).entries()) {
      for (let at = row * k; at < row * k + count; at++) found.push(others[at], products[at])
      found.endRow()
    }
    return found.build(n)
  } finally {
    await runtime.dispose()
  }
}
