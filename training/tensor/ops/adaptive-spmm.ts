import type { Graph } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'
import { normalizeRows } from './rows.ts'

/**
 * One propagation whose edges are weighted by the similarity of their ends (DCCF, Ren et al., SIGIR
 * 2023, adaptive augmentation; docs/method.md#irllrec):
 *
 *   Y[r] = Σ_c a_rc·X[c],  a_rc = w_rc / Σ_c' w_rc',  w_rc = (cos(key_r, key_c) + 1)/2
 *
 * over the edges of a graph, whose own values are ignored. With D = dY and k the unit keys:
 * dw_rc = (D[r]·X[c] − D[r]·Y[r]) / Σ_c' w_rc', dk_r += ½ dw_rc·k_c, dk_c += ½ dw_rc·k_r,
 * dX[c] += a_rc·D[r]. Each thread sums its own rows, then its own columns by the transpose.
 *
 * @param graph symmetric [n,n], or the rows [m,n] of a {@link neighbourhood}
 * @param keys [n,k]
 * @param x [n,d]
 * @returns [m,d]; zeros for a node without edges
 */
export function adaptiveSpmm(tape: Tape, graph: Graph, keys: Var, x: Var): Var {
  const { rows, cols, forward, backward, mirror, own = 0 } = graph
  if (!mirror || x.rows !== cols || keys.rows !== cols)
    throw new Error(
      `adaptiveSpmm: keys [${keys.rows},${keys.cols}] and [${x.rows},${x.cols}] need a symmetric ` +
        `graph of as many nodes, or rows of one, not [${rows},${cols}]`,
    )
  const { runtime } = tape
  const { offsets, index, entries, ranges } = forward
  const unit = normalizeRows(tape, keys)
  const [share, inverse] = [runtime.room(entries * 4), runtime.room(rows * 4)]
  const y = tape.make(rows, x.cols)
  const [k, d] = [unit.cols, x.cols]
  const inputs = [offsets, index, own, unit.pointer, k, x.pointer, d]
  const sums = [...inputs, share, inverse, y.pointer]
  runtime.run(ranges.map(([from, to]) => [['adaptiveForward', from, to, ...sums]]))
  tape.record(() => {
    const slopes = runtime.room(entries * 4)
    const [dy, dx, dk] = [y.gradient(), x.gradient(), unit.gradient()]
    const byRow = [...inputs, inverse, y.pointer, dy, slopes, dk]
    runtime.run(ranges.map(([from, to]) => [['adaptiveSlopes', from, to, ...byRow]]))
    const turned = [backward.offsets, backward.index, mirror, own, unit.pointer, k, d]
    const byColumn = [...turned, share, slopes, dy, dx, dk]
    runtime.run(backward.ranges.map(([from, to]) => [['adaptiveMirror', from, to, ...byColumn]]))
  })
  return y
}
