import type { Model } from './types.ts'

type Pooling = Pick<Model['manifest']['score'], 'pool' | 'temperature'>

/**
 * One number from the K intents' scores x_k = u_k·z_i: their maximum, their mean, or
 * τ·log(mean_k e^(x_k/τ)).
 *
 * @param x read from `from` on, K values
 */
export function pool(x: ArrayLike<number>, from: number, K: number, how: Pooling): number {
  let most = x[from]
  for (let k = 1; k < K; k++) most = Math.max(most, x[from + k])
  if (how.pool === 'max') return most
  let sum = 0
  if (how.pool === 'mean') {
    for (let k = 0; k < K; k++) sum += x[from + k]
    return sum / K
  }
  for (let k = 0; k < K; k++) sum += Math.exp((x[from + k] - most) / how.temperature)
  return most + how.temperature * Math.log(sum / K)
}

/**
 * What each intent adds to the pooled score; the shares sum to it. `max`: all to the best intent
 * (the first of equals); `mean`: x_k/K; `logsumexp`: the pooled score times softmax_k(x_k/τ), its
 * gradient's shares.
 *
 * @returns [K]
 */
export function poolShares(x: ArrayLike<number>, K: number, how: Pooling): Float64Array {
  const shares = new Float64Array(K)
  if (how.pool === 'mean') {
    for (let k = 0; k < K; k++) shares[k] = x[k] / K
    return shares
  }
  let best = 0
  for (let k = 1; k < K; k++) if (x[k] > x[best]) best = k
  if (how.pool === 'max') {
    shares[best] = x[best]
    return shares
  }
  let sum = 0
  for (let k = 0; k < K; k++) {
    shares[k] = Math.exp((x[k] - x[best]) / how.temperature)
    sum += shares[k]
  }
  const pooled = pool(x, 0, K, how)
  for (let k = 0; k < K; k++) shares[k] *= pooled / sum
  return shares
}
