import type { Ranked } from '@tacit-rec/engine'
import { assertRows } from './indices.ts'
import { type Runtime, runShared, share } from './runtime.ts'
import type { Var } from './tape.ts'

/** Max queries that a thread scores at a time. */
const BLOCK = 256
/** Items that it scores them against at a time, as in the kernel. */
const TILE = 512

/** Lists of items, ragged: row b's are `index[offsets[b]] … index[offsets[b+1]−1]`. */
export interface Masks {
  offsets: Int32Array
  index: Int32Array
}

/**
 * The k best items of each query by q·z, best first, without masked items. The lower index wins ties;
 * NaN is never ranked. Same bits as the engine's `topK` over a row of {@link gemm}. Scores are computed
 * in blocks of queries by items, of which only the best are kept: no B × N matrix is allocated.
 *
 * @param queries [B,d]
 * @param items [N,d]
 * @param masks of the B queries
 * @returns B lists, shorter than k if fewer items are left
 * @throws Error for shapes that do not match, or naming the first masked index that is not an item
 */
export function topItems(
  runtime: Runtime,
  queries: Var,
  items: Var,
  k: number,
  { offsets, index }: Masks,
): Ranked[][] {
  const { rows: batch, cols: d } = queries
  if (items.cols !== d || offsets.length !== batch + 1 || !(k >= 1))
    throw new Error(
      `topItems: ${k} of items [${items.rows},${items.cols}] for queries [${batch},${d}] with ` +
        `${offsets.length - 1} masks: widths and rows must be equal, k ≥ 1`,
    )
  assertRows('topItems', index, items.rows)
  const mark = runtime.mark()
  const place = (values: Int32Array) => {
    const pointer = runtime.room(values.byteLength)
    runtime.i32(pointer, values.length).set(values)
    return pointer
  }
  const length = Math.min(k, items.rows)
  const masks = [place(offsets), place(index)]
  const lists = [runtime.room(batch * length * 4), runtime.room(batch * length * 4)]
  const counts = runtime.room(batch * 4)
  const [[, first]] = share(batch, runtime.threads)
  const block = Math.min(BLOCK, first)
  const scores = Array.from({ length: runtime.threads }, () => runtime.room(block * TILE * 4))
  const inputs = [block, queries.pointer, items.pointer, items.rows, d, length, ...masks]
  runShared(runtime, batch, (from, to, thread) => {
    const rooms = [...lists, counts, scores[thread], runtime.scratch[thread]]
    return ['topItems', from, to, ...inputs, ...rooms]
  })
  const [best, which] = [
    runtime.f32(lists[0], batch * length),
    runtime.i32(lists[1], batch * length),
  ]
  const ranked = Array.from(runtime.i32(counts, batch), (count, b) =>
    Array.from({ length: count }, (_, n) => ({
      item: which[b * length + n],
      score: best[b * length + n],
    })),
  )
  runtime.release(mark)
  return ranked
}
