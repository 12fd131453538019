import { topK } from './topk.ts'

/** Items of the list whose chance is told. */
const LISTED = 10

/** How the odds of a list become a probability (Platt, 1999). */
export interface Calibration {
  slope: number
  intercept: number
}

/**
 * The log-odds that a softmax of the scores gives to the ten best items:
 *
 *   x = ln Σ_{i ∈ best} e^{s_i} − ln Σ_{i ∉ best} e^{s_i}
 *
 * @param scores s [N]
 * @param isOut items that cannot be listed; they are in neither sum
 * @returns x; null if no more than ten items can be listed
 */
export function listOdds(scores: Float32Array, isOut: (item: number) => boolean): number | null {
  const best = topK(scores, LISTED, isOut)
  if (best.length === 0) return null
  const [{ score: max }] = best
  let listed = 0
  for (const { score } of best) listed += Math.exp(score - max)
  let all = 0
  for (let i = 0; i < scores.length; i++) if (!isOut(i)) all += Math.exp(scores[i] - max)
  const others = all - listed
  return others > 0 ? Math.log(listed / others) : null
}

/**
 * The probability that the next item is among the ten best: 1/(1 + e^−(a·x + b)), x the
 * {@link listOdds}.
 */
export function confidence(odds: number, { slope, intercept }: Calibration): number {
  return 1 / (1 + Math.exp(-(slope * odds + intercept)))
}
