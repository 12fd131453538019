import {
  combine,
  type EncodedEvent,
  encode,
  explainer,
  instantEngine,
  pooledScores,
  scorer,
  topK,
} from '@tacit-rec/engine'
import type { Pool } from '@tacit-rec/pack'
import { afterEach, expect, test, vi } from 'vitest'
import { randomPack, seeded } from '../pack/random-pack.ts'
import { randomHistory } from './random-history.ts'

const POOLS: Pool[] = ['max', 'mean', 'logsumexp']

afterEach(() => vi.unstubAllGlobals())

test.each(POOLS)('explanations sum to the score: %s, 200 histories', async (pool) => {
  const { loaded } = await randomPack({ items: 60, dim: 12, seed: 5, pool })
  const random = seeded(11)
  let worst = 0
  for (let n = 0; n < 200; n++) {
    const events = randomHistory(loaded.manifest, n % 20, random)
    const encoded = encode(loaded, events)
    const scores = combine(loaded, pooledScores(loaded, encoded.intents), events)
    const explainItem = explainer(loaded, encoded, events)
    for (let item = 0; item < 60; item++) {
      const { score, base, prior, intents, events: terms } = explainItem(item)
      const sum = [prior, ...intents, ...terms].reduce((total, term) => total + term, base)
      expect(terms).toHaveLength(events.length)
      worst = Math.max(worst, Math.abs(sum - scores[item]), Math.abs(score - scores[item]))
    }
  }
  expect(worst).toBeLessThan(1e-5)
})

test('only the newest L events are encoded', async () => {
  const { loaded } = await randomPack({ history: 6 })
  const events = randomHistory(loaded.manifest, 40, seeded(2))
  expect(encode(loaded, events)).toEqual(encode(loaded, events.slice(-6)))
})

test('the memory reads the newest 500 events', async () => {
  const { loaded } = await randomPack({ score: { decay: 1 } })
  const events = randomHistory(loaded.manifest, 620, seeded(3))
  const pooled = pooledScores(loaded, encode(loaded, events).intents)
  const scores = combine(loaded, pooled, events)
  expect(scores).toEqual(combine(loaded, pooled, events.slice(-500)))
  expect(scores).not.toEqual(combine(loaded, pooled, events.slice(-499)))
  const { events: terms } = explainer(loaded, encode(loaded, events), events)(0)
  expect(terms).toHaveLength(620)
  expect(terms.slice(0, 120).every((term) => term === 0)).toBe(true)
})

test('a repeated event counts twice', async () => {
  const { loaded } = await randomPack({ score: { decay: 1 }, seed: 9 })
  const event: EncodedEvent = { item: 7, kind: 0, age: -1 }
  const flat = new Float32Array(loaded.manifest.items)
  const once = combine(loaded, flat, [event])
  const twice = combine(loaded, flat, [event, event])
  const { index, perItem } = loaded.neighbours!
  const linked = index[7 * perItem]
  const base = combine({ ...loaded, neighbours: null }, flat, [event])
  // 2a·S / ‖(a,a)‖ = √2·S: the term grows by √2.
  const ratio = (twice[linked] - base[linked]) / (once[linked] - base[linked])
  expect(ratio).toBeCloseTo(Math.SQRT2, 4)
})

test.each(
  POOLS.flatMap((pool) =>
    [
      [4, 1],
      [12, 3],
      [64, 4],
      [100, 7],
      [256, 64],
    ].map(([dim, intents]) => [pool, dim, intents] as const),
  ),
)('the kernel equals plain TypeScript: %s, d = %i, K = %i', async (pool, dim, intents) => {
  const { loaded } = await randomPack({ items: 333, dim, intents, pool, seed: dim })
  const kernel = scorer(loaded)
  const plain = scorer(loaded, { wasm: false })
  expect([kernel.backend, plain.backend]).toEqual(['wasm', 'typescript'])
  const random = seeded(4)
  let worst = 0
  for (let n = 0; n < 10; n++) {
    const { intents: queries } = encode(loaded, randomHistory(loaded.manifest, 1 + n, random))
    const [a, b] = [kernel(queries), plain(queries)]
    for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]))
  }
  expect(worst).toBeLessThan(1e-6)
})

test('the instant engine ranks alike with and without WebAssembly', async () => {
  const { loaded } = await randomPack({ items: 500, dim: 16, seed: 8 })
  const engines = [instantEngine(), instantEngine({ wasm: false })]
  for (const engine of engines) await engine.load(loaded)
  expect(engines.map((engine) => engine.backend)).toEqual(['wasm', 'typescript'])
  const random = seeded(6)
  for (let n = 0; n < 50; n++) {
    const events = randomHistory(loaded.manifest, n % 12, random)
    const [a, b] = await Promise.all(
      engines.map(async (engine) => engine.score(await engine.encode(events), events)),
    )
    for (let i = 0; i < 500; i++) expect(Math.abs(a[i] - b[i])).toBeLessThan(1e-5)
  }
  await engines[0].dispose()
  await expect(engines[0].encode([])).rejects.toThrow('call load(pack) first')
})

test('scores in TypeScript if WebAssembly is blocked', async () => {
  const { loaded } = await randomPack()
  const Module = () => {
    throw new WebAssembly.CompileError('blocked by Content Security Policy')
  }
  vi.stubGlobal('WebAssembly', { ...WebAssembly, Module, CompileError: Error })
  const engine = instantEngine()
  await engine.load(loaded)
  expect(engine.backend).toBe('typescript')
  const events = [{ item: 3, kind: 0, age: 0 }]
  const scores = await engine.score(await engine.encode(events), events)
  expect(scores.every(Number.isFinite)).toBe(true)
  vi.stubGlobal('WebAssembly', undefined)
  expect(scorer(loaded).backend).toBe('typescript')
})

test('a scorer returns a new array each time', async () => {
  const { loaded } = await randomPack()
  const kernel = scorer(loaded)
  const { intents } = encode(loaded, [{ item: 1, kind: 0, age: 0 }])
  const first = kernel(intents)
  const kept = first.slice()
  kernel(intents.map((value) => -value))
  expect(first).toEqual(kept)
})

test('top k: best first, ties to the lower index, no NaN, exclusions', () => {
  const scores = Float32Array.of(1, 3, Number.NaN, 3, 2, Number.NEGATIVE_INFINITY, 3)
  const items = (k: number, exclude?: (item: number) => boolean) =>
    topK(scores, k, exclude).map((entry) => entry.item)
  expect(items(2)).toEqual([1, 3])
  expect(items(4)).toEqual([1, 3, 6, 4])
  expect(items(4, (item) => item === 3)).toEqual([1, 6, 4, 0])
  expect(items(99)).toEqual([1, 3, 6, 4, 0, 5])
  expect(items(0)).toEqual([])
  expect(items(Number.NaN)).toEqual([])
  expect(topK(scores, 1)).toEqual([{ item: 1, score: 3 }])
})

test('top k equals a full sort', () => {
  const random = seeded(12)
  for (let n = 0; n < 100; n++) {
    const scores = Float32Array.from({ length: 1 + n }, () => Math.floor(10 * random()))
    const sorted = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b)
    for (const k of [1, 5, n + 1]) {
      expect(topK(scores, k).map((entry) => entry.item)).toEqual(sorted.slice(0, k))
    }
  }
})
