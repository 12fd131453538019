import { topK } from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { createRuntime, gemm, parameter, topItems, type Var } from '../../training/tensor/index.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime(16)

/** Masks about every third item of every other query. */
function draw(batch: number, items: number) {
  const random = createRandom(batch)
  const [offsets, index] = [[0], [] as number[]]
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < items; i++) if (b % 2 && random.below(3) === 0) index.push(i)
    offsets.push(index.length)
  }
  return { offsets: Int32Array.from(offsets), index: Int32Array.from(index) }
}

/** By a full product and the engine's topK of its rows. */
function plainly(q: Var, z: Var, k: number, masks: ReturnType<typeof draw>) {
  const [m, n] = [q.rows, z.rows]
  const c = { pointer: runtime.alloc(m * n * 4), cols: n }
  gemm(runtime, { a: q, ta: false, b: z, tb: true, c, m, n, k: q.cols })
  return Array.from({ length: m }, (_, b) => {
    const masked = new Set(masks.index.subarray(masks.offsets[b], masks.offsets[b + 1]))
    return topK(runtime.f32(c.pointer + b * n * 4, n), k, (item) => masked.has(item))
  })
}

test.each([
  [1, 1, 1, 1],
  [1, 3, 4, 20],
  [7, 511, 3, 5],
  [5, 512, 64, 20],
  [9, 513, 6, 1],
  [530, 1100, 12, 20],
  // Wider than a panel of the product.
  [4, 1030, 300, 20],
])('%i queries, %i items of %i numbers, the %i best: as one by one', (batch, items, d, k) => {
  const random = createRandom(items)
  const masks = draw(batch, items)
  for (const whole of [false, true]) {
    const mark = runtime.mark()
    // Whole numbers: nearly every score has ties.
    const number = () => (whole ? random.below(3) - 1 : random.normal())
    const [q, z] = [parameter(runtime, batch, d, number), parameter(runtime, items, d, number)]
    const before = runtime.mark()
    const ranked = topItems(runtime, q, z, k, masks)
    expect(runtime.mark()).toBe(before)
    expect(ranked).toEqual(plainly(q, z, k, masks))
    runtime.release(mark)
  }
})

test('NaN and masked items are never ranked, infinities are', () => {
  const mark = runtime.mark()
  const q = parameter(runtime, 2, 1, [1, -1])
  const z = parameter(runtime, 6, 1, [Number.NaN, 2, Infinity, -Infinity, 2, 0])
  const masks = { offsets: Int32Array.of(0, 0, 5), index: Int32Array.of(1, 2, 3, 4, 5) }
  expect(topItems(runtime, q, z, 9, masks)).toEqual([
    [
      { item: 2, score: Infinity },
      { item: 1, score: 2 },
      { item: 4, score: 2 },
      { item: 5, score: 0 },
      { item: 3, score: -Infinity },
    ],
    [],
  ])
  runtime.release(mark)
})

test('scores are never all in memory, and threads change nothing', async () => {
  const [batch, items] = [1000, 9000]
  const masks = draw(batch, 30)
  const lists = []
  for (const threads of [1, 2, 3]) {
    // All scores together would take 36 MB.
    const own = await createRuntime({ bytes: 4 << 20, threads })
    const random = createRandom(5)
    const number = () => random.normal()
    const [q, z] = [parameter(own, batch, 8, number), parameter(own, items, 8, number)]
    lists.push(topItems(own, q, z, 20, masks))
    await own.dispose()
  }
  expect(lists[1]).toEqual(lists[0])
  expect(lists[2]).toEqual(lists[0])
})

test('shapes that do not match are refused', () => {
  const mark = runtime.mark()
  const [q, z] = [parameter(runtime, 2, 4, () => 1), parameter(runtime, 3, 4, () => 1)]
  const masks = { offsets: Int32Array.of(0, 1, 1), index: Int32Array.of(0) }
  const narrow = parameter(runtime, 3, 3, () => 1)
  expect(() => topItems(runtime, q, narrow, 1, masks)).toThrow('items [3,3] for queries [2,4]')
  expect(() => topItems(runtime, z, z, 1, masks)).toThrow('with 2 masks')
  expect(() => topItems(runtime, q, z, 0, masks)).toThrow('0 of items')
  const beyond = { ...masks, index: Int32Array.of(3) }
  expect(() => topItems(runtime, q, z, 1, beyond)).toThrow('index 3 at 0 is outside of 3 rows')
  runtime.release(mark)
})
