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
  runShared(runtime, rows, (from, to) => ['bprForward', from, to, ...inputs, margin.pointer, cols])
  const loss = tape.make(1, 1)
  let sum = 0
  for (const x of margin.data) sum += x < -30 ? -x : Math.log1p(Math.exp(-x))
  loss.data[0] = sum / rows
  tape.record(() => {
    const slopes = triple.map((v) => v.gradient())
    const rest = [...inputs, margin.pointer, ...slopes, cols, loss.grad[0] / rows]
    runShared(runtime, rows, (from, to) => ['bprBackward', from, to, ...rest])
  })
  return loss
}
