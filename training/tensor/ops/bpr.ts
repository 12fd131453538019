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
  const loss = tape.make(1, 1)
  const slope = new Float64Array(rows)
  const [u, p, n] = [users.data, positives.data, negatives.data]
  let sum = 0
  for (let b = 0; b < rows; b++) {
    let x = 0
    for (let c = b * cols; c < (b + 1) * cols; c++) x += u[c] * (n[c] - p[c])
    sum += x > 30 ? x : Math.log1p(Math.exp(x))
    slope[b] = 1 / (1 + Math.exp(-x)) / rows
  }
  loss.data[0] = sum / rows
  tape.record(() => {
    const [du, dp, dn, up] = [users.grad, positives.grad, negatives.grad, loss.grad[0]]
    for (let b = 0; b < rows; b++) {
      const g = slope[b] * up
      for (let c = b * cols; c < (b + 1) * cols; c++) {
        du[c] += g * (n[c] - p[c])
        dp[c] -= g * u[c]
        dn[c] += g * u[c]
      }
    }
  })
  return loss
}
