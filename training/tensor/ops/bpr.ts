import { assertRows } from '../indices.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/** Triples as rows of one matrix, each [B]. */
export interface Rows {
  users: Int32Array
  /** An item that the user has an event with. */
  positives: Int32Array
  /** An item that the user has none with. */
  negatives: Int32Array
}

/**
 * Bayesian personalized ranking (Rendle et al., UAI 2009): the mean over a batch of
 * −log σ(x_u·x_p − x_u·x_n). Rows are read in place: gathering them first would double the time.
 *
 * @param x [n,d]
 * @returns [1,1]
 * @throws Error naming the first index outside of X
 */
export function bpr(tape: Tape, x: Var, { users, positives, negatives }: Rows): Var {
  const { runtime } = tape
  const count = users.length
  const triples = [users, positives, negatives]
  for (const index of triples) {
    if (index.length !== count) throw new Error(`bpr: ${index.length} rows beside ${count} users`)
    assertRows('bpr', index, x.rows)
  }
  const at = triples.map((index) => tape.ints(index))
  const slopes = tape.make(count, 1).pointer
  const parts = runtime.alloc(8 * runtime.threads)
  const inputs = [x.pointer, ...at, slopes]
  runShared(runtime, count, (from, to, thread) => [
    'bprForward',
    ...[from, to, ...inputs, x.cols, parts + 8 * thread],
  ])
  const loss = tape.make(1, 1)
  loss.data[0] = runtime.f64(parts, runtime.threads).reduce((sum, part) => sum + part, 0) / count
  tape.record(() => {
    const rest = [...inputs, x.gradient(), count, x.cols, loss.grad[0] / count]
    runShared(runtime, x.rows, (from, to) => ['bprBackward', from, to, ...rest])
  })
  return loss
}
