import { confidence } from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import type { Cases } from '../../training/data/index.ts'
import {
  calibrate,
  fitPlatt,
  type ListOdds,
  type Ranker,
  reliability,
} from '../../training/evaluate/index.ts'
import { createRandom } from '../../training/random.ts'

const PLANTED = { slope: 0.6, intercept: -1.2 }

/** Lists that are hit with the planted probability of their odds. */
function drawn(many: number): ListOdds[] {
  const random = createRandom(1)
  return Array.from({ length: many }, () => {
    const odds = 3 * random.normal()
    return { odds, isHit: random.uniform() < confidence(odds, PLANTED) }
  })
}

test('finds a planted slope and intercept', () => {
  const { slope, intercept } = fitPlatt(drawn(20_000))
  expect(slope).toBeCloseTo(PLANTED.slope, 1)
  expect(intercept).toBeCloseTo(PLANTED.intercept, 1)
})

test('right probabilities have a small error, and wrong ones a large one', () => {
  const lists = drawn(20_000)
  const right = reliability(PLANTED, lists)
  expect(right.cases).toBe(20_000)
  expect(right.bins.map(({ cases }) => cases)).toEqual(Array(10).fill(2000))
  expect(right.error).toBeLessThan(0.015)
  expect(reliability({ ...PLANTED, intercept: 0.5 }, lists).error).toBeGreaterThan(0.15)
})

test('the error by hand', () => {
  const even = { slope: 0, intercept: 0 }
  const lists = [true, true, true, false].map((isHit) => ({ odds: 1, isHit }))
  // Four bins of one case each: half was told, and it was 1, 1, 1 and 0.
  expect(reliability(even, lists)).toMatchObject({ cases: 4, error: 0.5 })
})

/** One case per row: a history of item 0, whose next item is 1 in the list of ten, or 15 outside of it. */
function casesOf(many: number, isHit: (row: number) => boolean): Cases {
  const rows = Array.from({ length: many }, (_, row) => row)
  return {
    input: {
      offsets: Int32Array.from([...rows, many]),
      item: new Int32Array(many),
      kind: new Uint8Array(many),
      age: new Float32Array(many).fill(-1),
      time: null,
    },
    targets: {
      offsets: Int32Array.from([...rows, many]),
      item: Int32Array.from(rows, (row) => (isHit(row) ? 1 : 15)),
    },
    users: Int32Array.from(rows),
  }
}
const byNumber: Ranker = {
  score: (_, out) => {
    for (let i = 0; i < out.length; i++) out[i] = -i
  },
}

test('tells the rate of hits where all lists look alike', () => {
  const cases = casesOf(100, (row) => row % 4 === 0)
  const rows = [...cases.users]
  const half = (one: number) => ({ cases, rows: rows.filter((row) => (row >> 2) % 2 === one) })
  const { bins, error } = calibrate(byNumber, 20, half(0), half(1))!
  for (const { predicted } of bins) expect(predicted).toBeCloseTo(0.25, 1)
  // Bins of five cases can hold no quarter of hits.
  expect(error).toBeLessThan(0.2)
})

test('fits nothing to a handful of hits', () => {
  const cases = casesOf(100, (row) => row < 9)
  const all = { cases, rows: [...cases.users] }
  expect(calibrate(byNumber, 20, all, all)).toBeNull()
})
