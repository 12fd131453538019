import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { type Events, intentAttention, parameter, Tape } from '../../training/tensor/index.ts'
import { checkGradient } from './check-gradient.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

/** Histories of the given lengths; about every third age is unknown. */
function events(lengths: number[], kinds: number): Events {
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
  [K, d, L, kinds]: number[],
  [x, query, places, kindBias, ages]: Float64Array[],
): Float64Array {
  const out = new Float64Array((offsets.length - 1) * K * d)
  for (let b = 0; b + 1 < offsets.length; b++)
    for (let k = 0; k < K; k++) {
      const shares: number[] = []
      for (let m = offsets[b]; m < offsets[b + 1]; m++) {
        let logit = places[k * L + position[m]] + kindBias[k * kinds + kind[m]]
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

test.each([
  [1, 4, [1]],
  [1, 8, [3, 1, 5]],
  [4, 12, [2, 0, 6, 1]],
  [3, 6, [7, 4]],
])('%i intents of %i numbers, histories of %j events', (K, d, lengths) => {
  const [L, kinds] = [8, 3]
  const batch = events(lengths, kinds)
  const shapes = [
    [batch.kind.length, d],
    [K, d],
    [K, L],
    [K, kinds],
    [K, 2],
  ] as const
  checkGradient(runtime, 'intentAttention', {
    shapes,
    engine: (tape, x, query, position, kind, age) =>
      intentAttention(tape, x, batch, { query, position, kind, age }),
    reference: (...inputs) => reference(batch, [K, d, L, kinds], inputs),
  })
})

test('an empty history gives zeros', () => {
  const mark = runtime.mark()
  const tape = new Tape(runtime)
  const weights = {
    query: parameter(runtime, 2, 4, () => 1),
    position: parameter(runtime, 2, 3, () => 1),
    kind: parameter(runtime, 2, 1, () => 1),
    age: parameter(runtime, 2, 2, () => 1),
  }
  const x = parameter(runtime, 0, 4, [])
  expect([...intentAttention(tape, x, events([0, 0], 1), weights).data]).toEqual(Array(16).fill(0))
  tape.reset()
  runtime.release(mark)
})

test('what does not fit is refused', () => {
  const mark = runtime.mark()
  const weights = {
    query: parameter(runtime, 2, 4, () => 1),
    position: parameter(runtime, 2, 3, () => 1),
    kind: parameter(runtime, 2, 1, () => 1),
    age: parameter(runtime, 2, 2, () => 1),
  }
  const attempt = (rows: number, batch: Events) => () =>
    intentAttention(
      new Tape(runtime),
      parameter(runtime, rows, 4, () => 1),
      batch,
      weights,
    )
  expect(attempt(5, events([2, 1], 1))).toThrow('intentAttention: 5 events')
  expect(attempt(4, events([4], 1))).toThrow('position 3 of event 0')
  expect(attempt(2, { ...events([2], 1), kind: Int32Array.of(0, 1) })).toThrow('kind 1 of event 1')
  runtime.release(mark)
})
