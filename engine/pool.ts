import type { Model } from './types.ts'

type Pooling = Pick<Model['manifest']['score'], 'pool' | 'temperature'>

/**
 * Pools the K intents' scores x_k = u_k · z_i of one item into one number
 * (docs/architecture.md#score):
 *
 *   max        max_k x_k
 *   mean       Σ_k x_k / K
 *   logsumexp  τ · log(Σ_k e^(x_k/τ) / K)
 *
 * @param x holds the K scores from index `from` on
 */
export function pool(x: ArrayLike<number>, from: number, K: number, pooling: Pooling): number {
  let max = x[from]
  for (let k = 1; k < K; k++) max = Math.max(max, x[from + k])
  if (pooling.pool === 'max') return max
  let sum = 0
  if (pooling.pool === 'mean') {
    for (let k = 0; k < K; k++) sum += x[from + k]
    return sum / K
  }
  for (let k = 0; k < K; k++) sum += Math.exp((x[from + k] - max) / pooling.temperature)
  return max + pooling.temperature * Math.log(sum / K)
}

/**
 * Splits the pooled score among the intents; the shares sum to it.
 *
 *   max        all to the best intent, the first on a tie
 *   mean       x_k / K
 *   logsumexp  pooled · softmax_k(x_k/τ), in proportion to the gradient
 *
 * @param x [K]
 * @returns [K]
 */
export function poolShares(x: ArrayLike<number>, K: number, pooling: Pooling): Float64Array {
  const shares = new Float64Array(K)
  if (pooling.pool === 'mean') {
    for (let k = 0; k < K; k++) shares[k] = x[k] / K
    return shares
  }
  let best = 0
  for (let k = 1; k < K; k++) if (x[k] > x[best]) best = k
  if (pooling.pool === 'max') {
    shares[best] = x[best]
    return shares
  }
  let sum = 0
  for (let k = 0; k < K; k++) {
    shares[k] = Math.exp((x[k] - x[best]) / pooling.temperature)
    sum += shares[k]
  }
  const pooled = pool(x, 0, K, pooling)
  for (let k = 0; k < K; k++) shares[k] *= pooled / sum
  return shares
}
