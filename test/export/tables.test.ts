import { expect, test } from 'vitest'
import { pruneNeighbours, quantizationError, quantizeRows } from '../../training/export/index.ts'
import { createRandom } from '../../training/random.ts'
import type { Csr } from '../../training/sparse/index.ts'

test('int8 rows of a hand-computed case', () => {
  const rows = Float32Array.of(1, -0.51, 0.25, 0, 0, 0, 0, 0)
  const { vectors, scale } = quantizeRows(rows, 2, 4)
  expect([...vectors]).toEqual([127, -65, 32, 0, 0, 0, 0, 0])
  // The half nearest to 1/127.
  expect(scale[0]).toBe(129 / 2 ** 14)
  expect(scale[1]).toBe(0)
})

test('int8 keeps the direction of unit rows', () => {
  const random = createRandom(1)
  const [count, dim] = [500, 64]
  const rows = Float32Array.from({ length: count * dim }, () => random.normal())
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * dim, (i + 1) * dim)
    const norm = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0))
    for (let c = 0; c < dim; c++) row[c] /= norm
  }
  const quantized = quantizeRows(rows, count, dim)
  const error = quantizationError(rows, quantized)
  // Rounding changes a value by at most half a step of the widest row.
  expect(error.max).toBeLessThanOrEqual(Math.max(...quantized.scale) / 2 + 1e-7)
  expect(error.mean).toBeLessThan(0.001)
  expect(error.cosine.min).toBeGreaterThan(0.9997)
  expect(error.cosine.mean).toBeGreaterThan(0.9999)
})

const links = (rows: [number, number][][]): Csr => ({
  rows: rows.length,
  cols: rows.length,
  offsets: Int32Array.of(0, ...rows.map((_, r) => rows.slice(0, r + 1).flat().length)),
  index: Int32Array.from(rows.flat(), ([column]) => column),
  values: Float32Array.from(rows.flat(), ([, value]) => value),
})

test('the largest positive links stay, ties: the lower index first', () => {
  const table = pruneNeighbours(
    links([
      [
        [1, 0.5],
        [2, 2],
        [3, 0.5],
        [4, 0.5],
      ],
      [
        [0, -1],
        [2, 0.25],
      ],
      [],
      // 0.002/2·255 rounds to 0.
      [
        [0, 0.002],
        [1, 1],
      ],
      [[0, 0]],
    ]),
    3,
  )
  expect(table).toEqual({
    index: Uint16Array.of(2, 1, 3, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0),
    weight: Uint8Array.of(255, 64, 64, 32, 0, 0, 0, 0, 0, 128, 0, 0, 0, 0, 0),
    scale: 2,
    perItem: 3,
  })
})

test('a memory without links is all padding', () => {
  const table = pruneNeighbours(links([[], []]), 2)
  expect(table.scale).toBe(0)
  expect([...table.weight]).toEqual([0, 0, 0, 0])
})

test('indices take 32 bits above 65,535 items', () => {
  const rows = 65_536
  const wide: Csr = {
    rows,
    cols: rows,
    offsets: new Int32Array(rows + 1).fill(1, 1),
    index: Int32Array.of(65_535),
    values: Float32Array.of(1),
  }
  const table = pruneNeighbours(wide, 1)
  expect(table.index).toBeInstanceOf(Uint32Array)
  expect(table.index[0]).toBe(65_535)
})

test('a weight that is not finite is refused', () => {
  expect(() => pruneNeighbours(links([[[0, Number.POSITIVE_INFINITY]]]), 1)).toThrow(
    'the weight of item 0 is Infinity',
  )
})
