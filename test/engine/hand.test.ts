import {
  combine,
  encode,
  explain,
  gather,
  itemPrototypes,
  type Model,
  nearestPrototypes,
  pooledScores,
} from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { HISTORY, tinyPack } from './tiny-pack.ts'

function expectClose(found: ArrayLike<number>, expected: number[], digits = 6) {
  expect(found.length).toBe(expected.length)
  for (const [n, value] of expected.entries()) expect(found[n]).toBeCloseTo(value, digits)
}

test('gather pads the newest events on the right', () => {
  const { vectors, kinds, ages, mask } = gather(tinyPack(), HISTORY)
  expectClose(vectors, [0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
  expect([...kinds]).toEqual([0, 1, 0])
  expect([...ages]).toEqual([3, -1, 0])
  expect([...mask]).toEqual([1, 1, 0])
})

test('encode is attention by hand', () => {
  // Intent 0: logits ln 4 + ½·ln 4 = ln 8 and ln 2 + ln 3 = ln 6; α = 8/14, 6/14;
  //           v = 4/7·(0,2) + 3/7·(1,0) = (3,8)/7.
  // Intent 1: logits 2·ln 3 − ln 4 = ln 9/4 and ln 3; α = 3/7, 4/7; v = (4,6)/7.
  const { intents, attention } = encode(tinyPack(), HISTORY)
  expectClose(attention, [4 / 7, 3 / 7, 0, 3 / 7, 4 / 7, 0])
  const [r73, r13] = [Math.sqrt(73), Math.sqrt(13)]
  expectClose(intents, [3 / r73, 8 / r73, 0, 0, 2 / r13, 3 / r13, 0, 0])
})

// x[i,k] = u_k·z_i: (.351123, .554700), (.936329, .832050), (.959737, .998460).
test.each([
  ['max', [0.55470019, 0.93632918, 0.99846035]],
  ['mean', [0.45291182, 0.88418974, 0.97909888]],
  ['logsumexp', [0.46320191, 0.88690334, 0.97947365]],
] as const)('pooled scores: %s', (pool, expected) => {
  const pack = tinyPack(pool)
  expectClose(pooledScores(pack, encode(pack, HISTORY).intents), [...expected])
})

// max: y = pooled/.5 + b = 1.209400, 1.872658, 1.796921; mean 1.626326, std .296428;
// memory: a = .5, 3, ‖a‖ = √9.25, m = .5·.2 = .1, 3·.5 = 1.5, .5·.1 = .05,
//         times 2/(.25·√9.25): .263038, 3.945576, .131519.
test.each([
  ['max', [-1.14346074, 4.77657564, 0.70701837]],
  ['mean', [-1.15107937, 4.66689081, 0.82432182]],
  ['logsumexp', [-1.15096137, 4.67387144, 0.8172232]],
] as const)('the score: %s', (pool, expected) => {
  const pack = tinyPack(pool)
  const pooled = pooledScores(pack, encode(pack, HISTORY).intents)
  expectClose(combine(pack, pooled, HISTORY), [...expected], 5)
})

test('explain returns the terms', () => {
  const pack = tinyPack()
  const { score, base, prior, intents, events } = explain(pack, encode(pack, HISTORY), HISTORY, 0)
  expect(score).toBeCloseTo(-1.14346074, 5)
  expect(base).toBeCloseTo(-1.62632648 / 0.29642826, 4)
  expect(prior).toBeCloseTo(0.1 / 0.29642826, 4)
  expectClose(intents, [0, 0.5547002 / 0.5 / 0.29642826], 4)
  expectClose(events, [0.26303838, 0], 5)
})

test('no events: the prior, standardized', () => {
  const pack = tinyPack()
  const { intents, attention } = encode(pack, [])
  expect([...intents, ...attention].every((value) => value === 0)).toBe(true)
  const scores = combine(pack, pooledScores(pack, intents), [])
  expectClose(scores, [1.06904497, 0.26726124, -1.33630621], 5)
  expect(explain(pack, { intents, attention }, [], 2)).toMatchObject({
    score: expect.closeTo(-1.33630621, 5),
    intents: [0, 0],
    events: [],
  })
})

test('an unknown kind counts as kind 0', () => {
  const pack = tinyPack()
  const known = [{ item: 1, kind: 0, age: -1 }]
  for (const kind of [2, -1, 0.5, Number.NaN]) {
    const unknown = [{ item: 1, kind, age: -1 }]
    expect(encode(pack, unknown)).toEqual(encode(pack, known))
    const pooled = new Float32Array(3)
    expect(combine(pack, pooled, unknown)).toEqual(combine(pack, pooled, known))
  }
})

test('an invalid age counts as unknown', () => {
  const pack = tinyPack()
  const at = (age: number) => encode(pack, [HISTORY[0], { item: 0, kind: 0, age }])
  for (const age of [-5, Number.NaN, Number.POSITIVE_INFINITY, 1e12]) {
    expect(at(age)).toEqual(at(-1))
  }
  expect(at(0)).not.toEqual(at(-1))
})

test('an item outside the pack is an error', () => {
  const pack = tinyPack()
  for (const item of [3, -1, 0.5, Number.NaN]) {
    const events = [{ item, kind: 0, age: -1 }]
    expect(() => encode(pack, events)).toThrow(`item ${item} is not an index below 3`)
    expect(() => combine(pack, new Float32Array(3), events)).toThrow('[engine] item')
  }
})

test('if all y are equal, only the memory ranks', () => {
  const pack: Model = tinyPack()
  pack.items.bias.fill(0)
  const scores = combine(pack, new Float32Array(3), [{ item: 0, kind: 0, age: -1 }])
  expect([...scores]).toEqual([0, 4, 0])
})

test('events of weight 0 leave no memory and no NaN', () => {
  const pack = tinyPack()
  pack.manifest.kinds[0].weight = 0
  pack.items.bias.fill(0)
  const scores = combine(pack, new Float32Array(3), [{ item: 0, kind: 0, age: -1 }])
  expect([...scores]).toEqual([0, 0, 0])
})

test('nearest prototypes of user intents', () => {
  const pack = tinyPack()
  // Prototypes (0,1) and (.6,.8); u_0 = (3,8)/√73: cosines .936329 and .959737.
  const [first, second] = nearestPrototypes(pack, encode(pack, HISTORY), 1)
  expect(first).toEqual([{ prototype: 1, cosine: expect.closeTo(0.959737, 5) }])
  expect(second).toEqual([{ prototype: 1, cosine: expect.closeTo(0.99846, 5) }])
})

test('nearest prototypes of an item, only with a positive cosine', () => {
  const pack = tinyPack()
  const near = (item: number) => itemPrototypes(pack, item)
  expect(near(0)).toEqual([{ prototype: 1, cosine: expect.closeTo(0.6, 5) }])
  expect(near(1)).toEqual([
    { prototype: 0, cosine: expect.closeTo(1, 5) },
    { prototype: 1, cosine: expect.closeTo(0.8, 5) },
  ])
  expect(itemPrototypes(pack, 2, 1)).toEqual([{ prototype: 1, cosine: expect.closeTo(1, 5) }])
  pack.items.vectors.fill(0, 0, 4)
  expect(near(0)).toEqual([])
  expect(() => near(3)).toThrow('item 3 is not an index below 3')
})
