import type { Graph } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'
import { normalizeRows } from './rows.ts'

/**
 * One propagation whose edges are weighted by how alike their ends are (DCCF, Ren et al., SIGIR
 * 2023, adaptive augmentation; METHOD 1, 2):
 *
 *   Y[r] = Σ_c a_rc·X[c],  a_rc = w_rc / Σ_c' w_rc',  w_rc = (cos(key_r, key_c) + 1)/2
 *
 * over the edges of a graph, whose own values do not count. With D = dY and k the unit keys:
 * dw_rc = (D[r]·X[c] − D[r]·Y[r]) / Σ_c' w_rc', dk_r += ½ dw_rc·k_c, dk_c += ½ dw_rc·k_r,
 * dX[c] += a_rc·D[r]. Each thread adds up its own rows, those of the transpose by the mirror entry.
 *
 * @param graph symmetric [n,n]
 * @param keys [n,k]
 * @param x [n,d]
 * @returns [n,d]; zeros for a node without edges
 */
export function adaptiveSpmm(tape: Tape, graph: Graph, keys: Var, x: Var): Var {
  const { rows } = graph
  if (!graph.mirror || x.rows !== rows || keys.rows !== rows)
    throw new Error(
      `adaptiveSpmm: keys [${keys.rows},${keys.cols}] and [${x.rows},${x.cols}] need a symmetric ` +
        `graph of as many nodes, not [${rows},${graph.cols}]`,
    )
  const { runtime } = tape
  const { offsets, index, entries, ranges } = graph.forward
  const { mirror } = graph
  const unit = normalizeRows(tape, keys)
  const [share, inverse] = [runtime.room(entries * 4), runtime.room(rows * 4)]
  const y = tape.make(rows, x.cols)
  const [k, d] = [unit.cols, x.cols]
  const forward = [offsets, index, unit.pointer, k, x.pointer, d, share, inverse, y.pointer]
  runtime.run(ranges.map(([from, to]) => [['adaptiveForward', from, to, ...forward]]))
  tape.record(() => {
    const slopes = runtime.room(entries * 4)
    const [dy, dx, dk] = [y.gradient(), x.gradient(), unit.gradient()]
    const inputs = [offsets, index, unit.pointer, k, x.pointer, d]
    const own = [...inputs, inverse, y.pointer, dy, slopes, dk]
    runtime.run(ranges.map(([from, to]) => [['adaptiveSlopes', from, to, ...own]]))
    const turned = [offsets, index, mirror, unit.pointer, k, d, share, slopes, dy, dx, dk]
    runtime.run(ranges.map(([from, to]) => [['adaptiveMirror', from, to, ...turned]]))
  })
  return y
}
