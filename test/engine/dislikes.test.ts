import {
  combine,
  type EncodedEvent,
  encode,
  explain,
  explainer,
  knownEvents,
  pooledScores,
} from '@tacit-rec/engine'
import { KINDS } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { randomPack, seeded } from '../pack/random-pack.ts'
import { HISTORY, tinyPack } from './tiny-pack.ts'

const kinds = KINDS.map(({ name, weight }) => ({ name, weight }))
const [VIEW, DISLIKE] = ['view', 'dislike'].map((name) =>
  kinds.findIndex((kind) => kind.name === name),
)

/** The tiny pack, whose third kind is a dislike that pushes with δ. */
function tiny(dislike: number) {
  const pack = tinyPack()
  const { manifest, weights } = pack
  return {
    ...pack,
    manifest: {
      ...manifest,
      kinds: [...manifest.kinds, { name: 'dislike', weight: 0 }],
      score: { ...manifest.score, dislike },
    },
    weights: { ...weights, kind: Float32Array.of(0, Math.log(3), 0, 0, 0, 0) },
  }
}

test('a dislike subtracts its direction and its links, by hand', () => {
  // Item 2 is disliked: n = (.6, .8, 0, 0), δ = 1. Item 0: y = 1.209400 − ¼·.6/.5, item 1: 1.872658 −
  // ¼·.8/.5, item 2: 1.796921 − ¼/.5. Item 2 has no links, so the memory's terms are those of hand.test.ts.
  const pack = tiny(1)
  const events = [...HISTORY, { item: 2, kind: 2, age: 0 }]
  const pooled = pooledScores(pack, encode(pack, events).intents)
  const scores = combine(pack, pooled, events)
  const y = [1.2094004 - 0.3, 1.8726584 - 0.4, 1.7969207 - 0.5]
  const mean = (y[0] + y[1] + y[2]) / 3
  const deviation = Math.sqrt(y.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 3)
  const memory = [0.26303838, 3.94557563, 0.13151919]
  for (const i of [0, 1, 2]) expect(scores[i]).toBeCloseTo((y[i] - mean) / deviation + memory[i], 4)
})

test('links of a disliked item count −δ·β/(κ·√n)', () => {
  const events = [HISTORY[0], { item: 0, kind: 2, age: 0 }]
  const terms = (dislike: number) => {
    const pack = tiny(dislike)
    return explain(pack, encode(pack, events), events, 1).events
  }
  // β = 2, κ = ¼, S[0,1] = .5: −δ·8·.5, and −δ/τ·(x_0·z_1)/‖x_0‖ = 0.
  expect(terms(0.25)[1]).toBeCloseTo(-1, 5)
  expect(terms(0)[1]).toBe(0)
})

test('explanations sum to the score', async () => {
  const score = { dislike: 0.7 }
  const { loaded } = await randomPack({ items: 30, kinds, score, seed: 8, pool: 'logsumexp' })
  const random = seeded(5)
  let worst = 0
  for (let n = 0; n < 40; n++) {
    const events: EncodedEvent[] = Array.from({ length: n % 12 }, (_, at) => ({
      item: Math.floor(30 * random()),
      kind: random() < 0.4 ? DISLIKE : VIEW,
      age: 12 - at,
    }))
    const encoded = encode(loaded, events)
    const scores = combine(loaded, pooledScores(loaded, encoded.intents), events)
    const explainItem = explainer(loaded, encoded, events)
    for (let item = 0; item < 30; item++) {
      const { score: whole, base, prior, intents, events: terms } = explainItem(item)
      const sum = [prior, ...intents, ...terms].reduce((total, term) => total + term, base)
      worst = Math.max(worst, Math.abs(sum - scores[item]), Math.abs(whole - scores[item]))
    }
  }
  expect(worst).toBeLessThan(1e-5)
})

test('a history of dislikes alone ranks by the prior', async () => {
  const { loaded } = await randomPack({ kinds, score: { dislike: 1 } })
  const flat = new Float32Array(loaded.manifest.items)
  const dislike = { item: 3, kind: DISLIKE, age: 0 }
  expect(combine(loaded, flat, [dislike])).toEqual(combine(loaded, flat, []))
})

test('known events hold the dislikes beside the positives, by the kinds of the pack', () => {
  const read = (own: typeof kinds) =>
    knownEvents({ kinds: own }, [
      { item: 1, kind: 'view' },
      { item: 2, kind: 'hide' },
      { item: 1, kind: 'save' },
    ]).events.map(({ item }) => item)
  expect(read(kinds)).toEqual([1, 2, 1])
  expect(read(kinds.slice(0, 1))).toEqual([1, 1])
})
