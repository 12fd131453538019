import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { type Csr, rightSingular, type SvdOptions } from '../../training/sparse/index.ts'
import { dense, randomSparse } from '../tensor/sparse-matrices.ts'

/** The columns of V·Σ^power, of 30 iterations. */
function columnsOf(a: Csr, rank: number, power: SvdOptions['power']): number[][] {
  const v = rightSingular(a, { rank, power, random: createRandom(1), iterations: 30 })
  const column = (k: number) => Array.from({ length: a.cols }, (_, i) => v[i * rank + k])
  return Array.from({ length: rank }, (_, k) => column(k))
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, n) => sum + x * b[n], 0)
}

test('the columns are orthogonal eigenvectors of AᵀA, greatest value first', () => {
  const a = randomSparse(40, 25, 0.3, createRandom(2))
  const plain = dense(a)
  const rows = Array.from({ length: 40 }, (_, r) => Array.from(plain.subarray(r * 25, r * 25 + 25)))
  const [unit, rooted, full] = ([0, 0.5, 1] as const).map((power) => columnsOf(a, 6, power))
  let before = Number.POSITIVE_INFINITY
  for (const [k, column] of unit.entries()) {
    for (const [n, other] of unit.entries()) expect(dot(column, other)).toBeCloseTo(+(n === k), 4)
    const product = rows.map((row) => dot(row, column))
    const sigma = Math.sqrt(dot(product, product))
    expect(sigma).toBeLessThan(before)
    before = sigma
    for (const [i, value] of column.entries()) {
      const back = product.reduce((sum, y, r) => sum + y * rows[r][i], 0)
      expect(back).toBeCloseTo(sigma ** 2 * value, 3)
      expect(rooted[k][i]).toBeCloseTo(Math.sqrt(sigma) * value, 4)
      expect(full[k][i]).toBeCloseTo(sigma * value, 4)
    }
    expect(Math.max(...column)).toBeGreaterThanOrEqual(-Math.min(...column))
  }
})

test('columns beyond the rank are zero', () => {
  const values = Float32Array.of(1, 2, 2, 4)
  const index = Int32Array.of(0, 1, 0, 1)
  const a = { rows: 2, cols: 2, offsets: Int32Array.of(0, 2, 4), index, values }
  const [first, second, third] = columnsOf(a, 3, 0.5)
  // A = (1, 2)ᵀ(1, 2), so σ = 5 and v = (1, 2)/√5.
  expect(first[0]).toBeCloseTo(1, 5)
  expect(first[1]).toBeCloseTo(2, 5)
  expect([...second, ...third]).toEqual([0, 0, 0, 0])
  for (const column of columnsOf(a, 3, 0).slice(1)) expect(column).toEqual([0, 0])
})

test('the same seed gives the same bits', () => {
  const a = randomSparse(30, 20, 0.3, createRandom(4))
  const run = () => rightSingular(a, { rank: 5, power: 0, random: createRandom(7) })
  expect(run()).toEqual(run())
})
