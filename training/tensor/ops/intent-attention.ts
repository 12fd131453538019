import type { Call } from '../calls.ts'
import { addInto } from '../linear.ts'
import { share } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/** The events of a batch, ragged: row b's are `offsets[b] … offsets[b+1]−1`. */
export interface Events {
  /** [B+1] */
  offsets: Int32Array
  /** [M]: number of newer events in the row. */
  position: Int32Array
  /** [M] */
  kind: Int32Array
  /** [M]: days before the newest event; −1 if unknown. */
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
 * K intents per history by attention over its events, before normalization:
 *
 *   logit_kl = q_k·x_l + position_k[p_l] + kind_k[kind_l] + (age_l ≥ 0 ? a_k0·log1p(age_l) : a_k1)
 *   v_k = Σ_l softmax_l(logit_k)·x_l
 *
 * @param x [M,d], the vectors of all events
 * @returns [B·K,d], row b·K+k; zeros for an empty history
 * @throws Error naming an event for which the weights have no entry
 */
export function intentAttention(
  tape: Tape,
  x: Var,
  events: Events,
  weights: AttentionWeights,
): Var {
  const { runtime } = tape
  const { query } = weights
  const intents = query.rows
  const batch = events.offsets.length - 1
  check(x, events, weights)
  const out = tape.make(batch * intents, x.cols)
  const offsets = tape.ints(events.offsets)
  const aged = events.age.map((days) => (days >= 0 ? Math.log1p(days) : 1))
  const added = runtime.room(x.rows * intents * 4)
  addedLogits(runtime.f32(added, x.rows * intents), events, aged, weights)
  const alpha = runtime.room(x.rows * intents * 4)
  const ranges = share(batch, runtime.threads)
  const shape = [intents, x.cols]
  runtime.run(
    ranges.map(([from, to]): Call[] => [
      ['attend', x.pointer, offsets, added, query.pointer, ...shape, alpha, out.pointer, from, to],
    ]),
  )
  tape.record(() => {
    const slopes = runtime.room(x.rows * intents * 4)
    const parts = ranges.map(() => runtime.alloc(intents * x.cols * 4))
    const [dv, dx] = [out.gradient(), x.gradient()]
    runtime.run(
      ranges.map(([from, to], thread): Call[] => {
        const inputs = [x.pointer, offsets, query.pointer, ...shape, alpha, out.pointer]
        return [['attendBack', ...inputs, dv, dx, parts[thread], slopes, from, to]]
      }),
    )
    for (const part of parts) addInto(runtime, query.gradient(), part, intents * x.cols)
    spread(runtime.f32(slopes, x.rows * intents), events, aged, weights)
  })
  return out
}

function check({ rows, cols }: Var, { offsets, position, kind, age }: Events, w: AttentionWeights) {
  const many = [offsets[offsets.length - 1], position.length, kind.length, age.length]
  if (many.some((n) => n !== rows) || w.query.cols !== cols)
    throw new Error(
      `intentAttention: ${rows} events of width ${cols}, but offsets to ${many[0]}, ${many[1]} ` +
        `positions, ${many[2]} kinds, ${many[3]} ages and queries of width ${w.query.cols}`,
    )
  for (let m = 0; m < rows; m++) {
    if (!(position[m] >= 0 && position[m] < w.position.cols))
      throw new Error(
        `intentAttention: position ${position[m]} of event ${m}, weights for ${w.position.cols}`,
      )
    if (!(kind[m] >= 0 && kind[m] < w.kind.cols))
      throw new Error(`intentAttention: kind ${kind[m]} of event ${m}, weights for ${w.kind.cols}`)
  }
}

/** The terms of position, kind and age in every event's logits, [M,K]. */
function addedLogits(
  added: Float32Array,
  { position, kind, age }: Events,
  aged: Float32Array,
  weights: AttentionWeights,
): void {
  const K = weights.query.rows
  const [p, g, a] = [weights.position.data, weights.kind.data, weights.age.data]
  const [places, kinds] = [weights.position.cols, weights.kind.cols]
  for (let m = 0, n = 0; m < position.length; m++)
    for (let k = 0; k < K; k++)
      added[n++] =
        p[k * places + position[m]] +
        g[k * kinds + kind[m]] +
        a[k * 2 + (age[m] >= 0 ? 0 : 1)] * aged[m]
}

/** Gradients of {@link addedLogits}, from d loss / d logit [M,K]. */
function spread(
  slopes: Float32Array,
  { position, kind, age }: Events,
  aged: Float32Array,
  weights: AttentionWeights,
): void {
  const K = weights.query.rows
  const [p, g, a] = [weights.position.grad, weights.kind.grad, weights.age.grad]
  const [places, kinds] = [weights.position.cols, weights.kind.cols]
  for (let m = 0, n = 0; m < position.length; m++)
    for (let k = 0; k < K; k++) {
      const slope = slopes[n++]
      p[k * places + position[m]] += slope
      g[k * kinds + kind[m]] += slope
      a[k * 2 + (age[m] >= 0 ? 0 : 1)] += slope * aged[m]
    }
}
