import { addInto, type Graph, multiplyInto } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Σ_{l=0}^{L} Â^l·X for a symmetric Â: LightGCN's layers (He et al., SIGIR 2020, eq. 3–4), summed.
 * The map is linear and its own transpose, so the backward pass is the same propagation.
 *
 * @param graph symmetric [n,n]
 * @param x [n,d], d a multiple of 4
 * @returns [n,d]
 */
export function propagate(tape: Tape, graph: Graph, x: Var, layers: number): Var {
  const out = tape.make(x.rows, x.cols)
  const [ping, pong] = [tape.make(x.rows, x.cols), tape.make(x.rows, x.cols)]
  const { runtime } = tape
  const count = x.rows * x.cols
  const run = (from: number, to: number) => {
    addInto(runtime, to, from, count)
    for (let layer = 0, input = from; layer < layers; layer++) {
      const output = (layer % 2 ? pong : ping).pointer
      multiplyInto(runtime, graph.forward, input, output, x.cols)
      addInto(runtime, to, output, count)
      input = output
    }
  }
  run(x.pointer, out.pointer)
  tape.record(() => run(out.gradient(), x.gradient()))
  return out
}
