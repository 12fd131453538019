import { addInto, scaleInto } from '../linear.ts'
import { type Graph, multiplyInto } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Σ_{l=0}^{L} Â^l·X for a symmetric Â: LightGCN's layers (He et al., SIGIR 2020, eq. 3–4), summed
 * or averaged. Computed as X + Â·(X + Â·(X + …)): one sparse product a layer, without separate sums.
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
  const spare = tape.make(rows, dim).pointer
  // Products alternate between the rooms; the last one is written to `to`.
  const run = (from: number, to: number, accumulate: boolean, rooms: readonly number[]) => {
    if (layers === 0) (accumulate ? addInto : scaleInto)(runtime, to, from, rows * dim)
    for (let layer = 1, input = from; layer <= layers; layer++) {
      const last = layer === layers ? { y: to, factor, accumulate } : { y: rooms[layer % 2] }
      const turned = layer % 2 === 1
      multiplyInto(runtime, graph.forward, { x: input, base: from, dim, turned, ...last })
      input = last.y
    }
  }
  // The last product must not read from `out`.
  run(x.pointer, out.pointer, false, layers % 2 ? [spare, out.pointer] : [out.pointer, spare])
  tape.record(() => {
    run(out.gradient(), x.gradient(), true, [spare, tape.make(rows, dim).pointer])
  })
  return out
}
