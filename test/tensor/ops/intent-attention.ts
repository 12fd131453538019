import { nn, numpy as np } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { type Events, intentAttention, type Tape } from '../../../training/tensor/index.ts'
import { constant, pick, times } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals } from '../op-case.ts'

/** Intents, width, events of each history. */
const SETTINGS: [number, number, number[]][] = [
  [1, 4, [1]],
  [1, 8, [3, 1, 5]],
  [4, 12, [2, 0, 6, 1]],
  [3, 6, [7, 4]],
]
const [LENGTH, KINDS] = [8, 3]

/** Histories of the given lengths; about every third age is unknown. */
export function historiesOf(lengths: number[], kinds: number): Events {
  const random = createRandom(lengths.length)
  const offsets = [0]
  const [position, kind, age] = [[], [], []] as number[][]
  for (const length of lengths) {
    for (let l = 0; l < length; l++) {
      position.push(length - 1 - l)
      kind.push(random.below(kinds))
      age.push(random.below(3) ? 20 * random.uniform() : -1)
    }
    offsets.push(position.length)
  }
  return {
    offsets: Int32Array.from(offsets),
    position: Int32Array.from(position),
    kind: Int32Array.from(kind),
    age: Float32Array.from(age),
  }
}

function reference(
  { offsets, position, kind, age }: Events,
  [K, d]: number[],
  [x, query, places, kindBias, ages]: Float64Array[],
): Float64Array {
  const out = new Float64Array((offsets.length - 1) * K * d)
  for (let b = 0; b + 1 < offsets.length; b++)
    for (let k = 0; k < K; k++) {
      const shares: number[] = []
      for (let m = offsets[b]; m < offsets[b + 1]; m++) {
        let logit = places[k * LENGTH + position[m]] + kindBias[k * KINDS + kind[m]]
        logit += age[m] >= 0 ? ages[2 * k] * Math.log1p(age[m]) : ages[2 * k + 1]
        for (let c = 0; c < d; c++) logit += query[k * d + c] * x[m * d + c]
        shares.push(Math.exp(logit))
      }
      const sum = shares.reduce((a, e) => a + e, 0)
      for (const [l, share] of shares.entries())
        for (let c = 0; c < d; c++)
          out[(b * K + k) * d + c] += (share / sum) * x[(offsets[b] + l) * d + c]
    }
  return out
}

/** Softmax over a row's own events: the logits of all others are −1e9. */
function oracle({ offsets, position, kind, age }: Events, K: number, inputs: np.Array[]) {
  const [x, query, places, kindBias, ages] = inputs
  const [batch, many] = [offsets.length - 1, kind.length]
  const own = Float64Array.from({ length: batch * many }, (_, n) => {
    const [b, m] = [Math.floor(n / many), n % many]
    return +(m >= offsets[b] && m < offsets[b + 1])
  })
  const days = Float64Array.from({ length: 2 * many }, (_, n) =>
    n < many ? Math.log1p(Math.max(0, age[n])) : +(age[n - many] < 0),
  )
  const columns = (weights: np.Array, at: Int32Array) =>
    np.transpose(pick(np.transpose(weights), at))
  const closed = own.map((v) => 1e9 * (v - 1))
  const logits = times(query, x.ref)
    .add(columns(places, position))
    .add(columns(kindBias, kind))
    .add(np.matmul(ages, constant(days, [2, many])))
    .reshape([1, K, many])
    .add(constant(closed, [batch, 1, many]))
  // The product makes an empty history zero.
  const shares = nn.softmax(logits, 2).mul(constant(own, [batch, 1, many]))
  return np.matmul(shares.reshape([batch * K, many]), x)
}

export const cases: OpCases = {
  intentAttention: SETTINGS.map(([K, d, lengths]) => {
    const events = historiesOf(lengths, KINDS)
    return {
      note: `histories of ${lengths} events`,
      shapes: [
        [events.kind.length, d],
        [K, d],
        [K, LENGTH],
        [K, KINDS],
        [K, 2],
      ],
      engine: (tape, x, query, position, kind, age) =>
        intentAttention(tape, x, events, { query, position, kind, age }),
      reference: (...inputs) => reference(events, [K, d], inputs),
      oracle: (...inputs) => oracle(events, K, inputs),
    }
  }),
}

function attempt(tape: Tape, rows: number, events: Events) {
  const weights = {
    query: ones(tape, 2, 4),
    position: ones(tape, 2, 3),
    kind: ones(tape, 2, 1),
    age: ones(tape, 2, 2),
  }
  return intentAttention(tape, ones(tape, rows, 4), events, weights)
}

export const refusals: Refusals = {
  'intentAttention: 5 events': (tape) => attempt(tape, 5, historiesOf([2, 1], 1)),
  'position 3 of event 0': (tape) => attempt(tape, 4, historiesOf([4], 1)),
  'kind 1 of event 1': (tape) =>
    attempt(tape, 2, { ...historiesOf([2], 1), kind: Int32Array.of(0, 1) }),
}
