import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { type Csr, rightSingular } from '../../training/sparse/index.ts'
import { dense, randomSparse } from '../tensor/sparse-matrices.ts'

/** V·√Σ of `a`, and the matrix that its columns make: V·Σ·Vᵀ. */
function factored(a: Csr, rank: number) {
  const v = rightSingular(a, rank, createRandom(1), 30)
  const column = (k: number) => Array.from({ length: a.cols }, (_, i) => v[i * rank + k])
  return Array.from({ length: rank }, (_, k) => column(k))
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, n) => sum + x * b[n], 0)
}

test('the singular vectors are orthogonal eigenvectors of AᵀA, greatest first', () => {
  const a = randomSparse(40, 25, 0.3, createRandom(2))
  const plain = dense(a)
  const rows = Array.from({ length: 40 }, (_, r) => Array.from(plain.subarray(r * 25, r * 25 + 25)))
  const columns = factored(a, 6)
  let before = Number.POSITIVE_INFINITY
  for (const [k, column] of columns.entries()) {
    // The length of a column of V·√Σ is √σ.
    const sigma = dot(column, column)
    expect(sigma).toBeLessThan(before)
    before = sigma
    for (const other of columns.slice(0, k)) expect(dot(column, other)).toBeCloseTo(0, 4)
    const product = rows.map((row) => dot(row, column))
    const back = column.map((_, i) => product.reduce((sum, y, r) => sum + y * rows[r][i], 0))
    for (const [i, value] of back.entries()) expect(value).toBeCloseTo(sigma ** 2 * column[i], 2)
  }
})

test('columns beyond the rank are zero', () => {
  const values = Float32Array.of(1, 2, 2, 4)
  const index = Int32Array.of(0, 1, 0, 1)
  const a = { rows: 2, cols: 2, offsets: Int32Array.of(0, 2, 4), index, values }
  const [first, second, third] = factored(a, 3)
  // A = (1, 2)ᵀ(1, 2), so σ = 5 and v = (1, 2)/√5.
  expect(Math.abs(first[0])).toBeCloseTo(1, 5)
  expect(Math.abs(first[1])).toBeCloseTo(2, 5)
  expect([...second, ...third].every((value) => Math.abs(value) < 1e-4)).toBe(true)
})

test('the same seed gives the same bits', () => {
  const a = randomSparse(30, 20, 0.3, createRandom(4))
  expect(rightSingular(a, 5, createRandom(7))).toEqual(rightSingular(a, 5, createRandom(7)))
})
