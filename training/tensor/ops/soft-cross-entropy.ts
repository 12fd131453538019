import type { Tape, Var } from '../tape.ts'

/**
 * The mean over rows of −Σ_c t_c·log softmax(x)_c. Targets are constants: they get no gradient.
 * dx = (softmax(x)·Σ_c t_c − t)/n.
 *
 * @param x [n,c], logits
 * @param targets [n,c], ≥ 0
 * @returns [1,1]
 */
export function softCrossEntropy(tape: Tape, x: Var, targets: Var): Var {
  const { rows, cols } = x
  if (targets.rows !== rows || targets.cols !== cols)
    throw new Error(
      `softCrossEntropy: targets [${targets.rows},${targets.cols}] for logits [${rows},${cols}]`,
    )
  const slopes = tape.make(rows, cols)
  const loss = tape.make(1, 1)
  let total = 0
  for (let at = 0; at < x.data.length; at += cols) total += row(x, targets, slopes, at)
  loss.data[0] = total / rows
  tape.record(() => {
    const [up, to, from] = [loss.grad[0] / rows, x.grad, slopes.data]
    for (let n = 0; n < to.length; n++) to[n] += up * from[n]
  })
  return loss
}

/** Fills one row of slopes, softmax(x)·Σt − t, and returns its loss. */
function row({ cols, data: x }: Var, { data: t }: Var, { data: slope }: Var, at: number): number {
  let most = -Infinity
  for (let n = at; n < at + cols; n++) most = Math.max(most, x[n])
  let [sum, mass, hit] = [0, 0, 0]
  for (let n = at; n < at + cols; n++) {
    sum += slope[n] = Math.exp(x[n] - most)
    mass += t[n]
    hit += t[n] * x[n]
  }
  for (let n = at; n < at + cols; n++) slope[n] = (slope[n] * mass) / sum - t[n]
  return mass * (most + Math.log(sum)) - hit
}
