import { type Graph, multiplyInto } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Y = A·X, A sparse and constant; dX += Aᵀ·dY.
 *
 * @param graph [r,c]
 * @param x [c,d]
 * @returns [r,d]
 */
export function spmm(tape: Tape, graph: Graph, x: Var): Var {
  if (graph.cols !== x.rows)
    throw new Error(`spmm: [${graph.rows},${graph.cols}] does not match [${x.rows},${x.cols}]`)
  const { runtime } = tape
  const dim = x.cols
  const y = tape.make(graph.rows, dim)
  multiplyInto(runtime, graph.forward, { x: x.pointer, y: y.pointer, dim })
  tape.record(() => {
    const dx = x.gradient()
    multiplyInto(runtime, graph.backward, { x: y.gradient(), base: dx, y: dx, dim })
  })
  return y
}
