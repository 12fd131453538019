import type { Tape, Var } from '../tape.ts'

/** The events of a batch, ragged: row b's are `offsets[b] … offsets[b+1]−1`. */
export interface Events {
  /** [B+1] */
  offsets: Int32Array
  /** [M]: how many events of the row are newer. */
  position: Int32Array
  /** [M] */
  kind: Int32Array
  /** [M]: days before the newest event; −1 where unknown. */
  age: Float32Array
}

/** The encoder's weights, as in `engine/`. */
export interface AttentionWeights {
  /** [K,d] */
  query: Var
  /** [K,L] */
  position: Var
  /** [K,kinds] */
  kind: Var
  /** [K,2] */
  age: Var
}

/**
 * K intents per history by attention over its events, before they are normalised:
 *
 *   logit_kl = q_k·x_l + position_k[p_l] + kind_k[kind_l] + (age_l ≥ 0 ? a_k0·log1p(age_l) : a_k1)
 *   v_k = Σ_l softmax_l(logit_k)·x_l
 *
 * @param x [M,d], the vectors of all events
 * @returns [B·K,d], row b·K+k
 */
export function intentAttention(
  tape: Tape,
  x: Var,
  { offsets, position, kind, age }: Events,
  weights: AttentionWeights,
): Var {
  const intents = weights.query.rows
  const batch = offsets.length - 1
  const dim = x.cols
  const out = tape.make(batch * intents, dim)
  const alpha = new Float64Array(x.rows * intents)
  const aged = Float64Array.from(age, (days) => (days >= 0 ? Math.log1p(days) : 1))
  const bias = (k: number, m: number) =>
    weights.position.data[k * weights.position.cols + position[m]] +
    weights.kind.data[k * weights.kind.cols + kind[m]] +
    weights.age.data[k * 2 + (age[m] >= 0 ? 0 : 1)] * aged[m]
  const dot = (a: Float32Array, i: number, b: Float32Array, j: number) => {
    let sum = 0
    for (let c = 0; c < dim; c++) sum += a[i * dim + c] * b[j * dim + c]
    return sum
  }
  for (let b = 0; b < batch; b++)
    for (let k = 0; k < intents; k++) {
      const row = b * intents + k
      let most = -Infinity
      for (let m = offsets[b]; m < offsets[b + 1]; m++) {
        const logit = dot(weights.query.data, k, x.data, m) + bias(k, m)
        alpha[m * intents + k] = logit
        most = Math.max(most, logit)
      }
      let sum = 0
      for (let m = offsets[b]; m < offsets[b + 1]; m++)
        sum += alpha[m * intents + k] = Math.exp(alpha[m * intents + k] - most)
      for (let m = offsets[b]; m < offsets[b + 1]; m++) {
        const share = alpha[m * intents + k] / sum
        alpha[m * intents + k] = share
        for (let c = 0; c < dim; c++) out.data[row * dim + c] += share * x.data[m * dim + c]
      }
    }
  tape.record(() => {
    const dx = x.grad
    const dv = out.grad
    const [dq, dp, dk, da] = [
      weights.query.grad,
      weights.position.grad,
      weights.kind.grad,
      weights.age.grad,
    ]
    for (let b = 0; b < batch; b++)
      for (let k = 0; k < intents; k++) {
        const row = b * intents + k
        // softmax backward: dlogit_l = α_l·(dv·x_l − Σ_j α_j·dv·x_j), and Σ_j α_j·x_j is v.
        const centre = dot(dv, row, out.data, row)
        for (let m = offsets[b]; m < offsets[b + 1]; m++) {
          const share = alpha[m * intents + k]
          const slope = share * (dot(dv, row, x.data, m) - centre)
          for (let c = 0; c < dim; c++) {
            dx[m * dim + c] += share * dv[row * dim + c] + slope * weights.query.data[k * dim + c]
            dq[k * dim + c] += slope * x.data[m * dim + c]
          }
          dp[k * weights.position.cols + position[m]] += slope
          dk[k * weights.kind.cols + kind[m]] += slope
          da[k * 2 + (age[m] >= 0 ? 0 : 1)] += slope * aged[m]
        }
      }
  })
  return out
}
