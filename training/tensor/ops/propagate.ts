import { addInto, type Graph, multiplyInto } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Σ_{l=0}^{L} Â^l·X for a symmetric Â: LightGCN's layers (He et al., SIGIR 2020, eq. 3–4), summed
 * or averaged. Computed as X + Â·(X + Â·(X + …)), one sparse product a layer and no sum beside it.
 * The map is linear and its own transpose, so the backward pass is the same propagation.
 *
 * @param graph symmetric [n,n]
 * @param x [n,d]
 * @param combine `mean` divides by L + 1
 * @returns [n,d]
 */
export function propagate(
  tape: Tape,
  graph: Graph,
  x: Var,
  layers: number,
  combine: 'sum' | 'mean' = 'sum',
): Var {
  if (!graph.mirror || graph.rows !== x.rows)
    throw new Error(
      `propagate: [${x.rows},${x.cols}] needs a symmetric graph of ${x.rows} nodes, not ` +
        `[${graph.rows},${graph.cols}]${graph.mirror ? '' : ' without the flag symmetric'}`,
    )
  const { runtime } = tape
  const { rows, cols: dim } = x
  const factor = combine === 'mean' ? 1 / (layers + 1) : 1
  const out = tape.make(rows, dim)
  const spare = tape.make(rows, dim)
  const run = (from: number, to: number) => {
    if (layers === 0) addInto(runtime, to, from, rows * dim)
    // The last layer's product lands in `to`.
    for (let layer = 1, input = from; layer <= layers; layer++) {
      const last = layer === layers
      const y = (layers - layer) % 2 ? spare.pointer : to
      multiplyInto(runtime, graph.forward, {
        x: input,
        base: from,
        y,
        dim,
        factor: last ? factor : 1,
      })
      input = y
    }
  }
  run(x.pointer, out.pointer)
  tape.record(() => {
    const slope = tape.make(rows, dim).pointer
    run(out.gradient(), slope)
    addInto(runtime, x.gradient(), slope, rows * dim)
  })
  return out
}
