import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Bayesian personalised ranking (Rendle et al., UAI 2009): the mean over a batch of
 * −log σ(u·p − u·n).
 *
 * @param users [B,d]
 * @param positives [B,d], what each user took
 * @param negatives [B,d], what they did not
 * @returns [1,1]
 */
export function bpr(tape: Tape, users: Var, positives: Var, negatives: Var): Var {
  const { rows, cols } = users
  for (const other of [positives, negatives])
    if (other.rows !== rows || other.cols !== cols)
      throw new Error(`bpr: [${other.rows},${other.cols}] beside users [${rows},${cols}]`)
  const { runtime } = tape
  const triple = [users, positives, negatives]
  const margin = tape.make(rows, 1)
  const inputs = triple.map((v) => v.pointer)
  const parts = runtime.alloc(8 * runtime.threads)
  const forward = [...inputs, margin.pointer, cols]
  runShared(runtime, rows, (from, to, thread) => [
    'bprForward',
    ...[from, to, ...forward, parts + 8 * thread],
  ])
  const loss = tape.make(1, 1)
  loss.data[0] = runtime.f64(parts, runtime.threads).reduce((sum, part) => sum + part, 0) / rows
  tape.record(() => {
    const slopes = triple.map((v) => v.gradient())
    const rest = [...inputs, margin.pointer, ...slopes, cols, loss.grad[0] / rows]
    runShared(runtime, rows, (from, to) => ['bprBackward', from, to, ...rest])
  })
  return loss
}
