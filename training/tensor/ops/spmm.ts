import { addInto, type Graph, multiplyInto } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Y = A·X, A sparse and constant; dX += Aᵀ·dY.
 *
 * @param graph [r,c]
 * @param x [c,d], d a multiple of 4
 * @returns [r,d]
 */
export function spmm(tape: Tape, graph: Graph, x: Var): Var {
  if (graph.cols !== x.rows || x.cols % 4)
    throw new Error(`spmm: [${graph.rows},${graph.cols}] does not take [${x.rows},${x.cols}]`)
  const y = tape.make(graph.rows, x.cols)
  multiplyInto(tape.runtime, graph.forward, x.pointer, y.pointer, x.cols)
  tape.record(() => {
    const part = tape.make(x.rows, x.cols)
    multiplyInto(tape.runtime, graph.backward, y.gradient(), part.pointer, x.cols)
    addInto(tape.runtime, x.gradient(), part.pointer, x.rows * x.cols)
  })
  return y
}
