import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { choleskyInverse, gemm, gramInto, matrixBytes } from '../../training/tensor/index.ts'
import { expectClose } from './op-case.ts'
import { dense, randomSparse } from './sparse-matrices.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

/** GᵀG/n + I with G [n,n] normal: eigenvalues between 1 and about 5. */
function positive(n: number): Float32Array {
  const random = createRandom(n)
  const g = Float32Array.from({ length: n * n }, () => random.normal())
  const a = new Float32Array(n * n)
  for (let r = 0; r < n; r++)
    for (let c = 0; c <= r; c++) {
      let sum = r === c ? n : 0
      for (let k = 0; k < n; k++) sum += g[k * n + r] * g[k * n + c]
      a[r * n + c] = a[c * n + r] = sum / n
    }
  return a
}

/** Gauss–Jordan elimination with pivoting, in float64. */
function plainInverse(matrix: Float32Array, n: number): Float64Array {
  const a = Float64Array.from(matrix)
  const inverse = new Float64Array(n * n)
  for (let r = 0; r < n; r++) inverse[r * n + r] = 1
  const row = (m: Float64Array, r: number) => m.subarray(r * n, (r + 1) * n)
  for (let p = 0; p < n; p++) {
    let best = p
    for (let r = p; r < n; r++) if (Math.abs(a[r * n + p]) > Math.abs(a[best * n + p])) best = r
    for (const m of [a, inverse]) {
      const kept = row(m, p).slice()
      row(m, p).set(row(m, best))
      row(m, best).set(kept)
    }
    const pivot = a[p * n + p]
    for (const m of [a, inverse]) for (let c = 0; c < n; c++) m[p * n + c] /= pivot
    for (let r = 0; r < n; r++) {
      const factor = a[r * n + p]
      if (r === p || factor === 0) continue
      for (const m of [a, inverse])
        for (let c = 0; c < n; c++) m[r * n + c] -= factor * m[p * n + c]
    }
  }
  return inverse
}

/** Greatest entry of |A·B − I|. */
function residual(a: ArrayLike<number>, b: ArrayLike<number>, n: number): number {
  let worst = 0
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) {
      let sum = r === c ? -1 : 0
      for (let k = 0; k < n; k++) sum += a[r * n + k] * b[k * n + c]
      worst = Math.max(worst, Math.abs(sum))
    }
  return worst
}

test.each([
  1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 65, 100, 127, 191, 192, 193, 255, 256, 257, 300,
])('the inverse of a positive definite matrix, n = %i', (n) => {
  const mark = runtime.mark()
  const pointer = runtime.alloc(matrixBytes(n))
  const matrix = positive(n)
  const inverse = runtime.f32(pointer, n * n)
  inverse.set(matrix)
  const before = runtime.mark()
  choleskyInverse(runtime, pointer, n)
  expect(runtime.mark()).toBe(before)
  expectClose('inverse', inverse, plainInverse(matrix, n), 1e-5)
  expect(residual(matrix, inverse, n)).toBeLessThan(2e-5)
  for (let r = 0; r < n; r++)
    for (let c = 0; c < r; c++) expect(inverse[r * n + c] === inverse[c * n + r]).toBe(true)
  runtime.release(mark)
})

test('several panels and blocks of rows: n = 1100', () => {
  const mark = runtime.mark()
  const n = 1100
  const pointer = runtime.alloc(matrixBytes(n))
  const inverse = runtime.f32(pointer, n * n)
  // (I + 11ᵀ)^{-1} = I − 11ᵀ/(1 + n), (Sherman & Morrison, 1950).
  for (let at = 0; at < n * n; at++) inverse[at] = at % (n + 1) ? 1 : 2
  choleskyInverse(runtime, pointer, n)
  const expected = Float64Array.from(inverse, (_, at) => (at % (n + 1) ? 0 : 1) - 1 / (1 + n))
  expectClose('inverse', inverse, expected, 1e-5)
  runtime.release(mark)
})

test('only the lower triangle is read', () => {
  const mark = runtime.mark()
  const n = 70
  const matrix = positive(n)
  const pointer = runtime.alloc(matrixBytes(n))
  const inverse = runtime.f32(pointer, n * n)
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) inverse[r * n + c] = c > r ? Number.NaN : matrix[r * n + c]
  choleskyInverse(runtime, pointer, n)
  expect(residual(matrix, inverse, n)).toBeLessThan(2e-5)
  runtime.release(mark)
})

test('a matrix that is not positive definite is refused by its pivot', () => {
  const mark = runtime.mark()
  for (const [n, bad] of [
    [3, 1],
    [300, 280],
  ]) {
    const pointer = runtime.alloc(matrixBytes(n))
    const matrix = runtime.f32(pointer, n * n)
    for (let r = 0; r < n; r++) matrix[r * n + r] = r === bad ? -1 : 1
    expect(() => choleskyInverse(runtime, pointer, n)).toThrow(`pivot ${bad} is -1`)
    matrix.fill(Number.NaN)
    expect(() => choleskyInverse(runtime, pointer, n)).toThrow('pivot 0 is NaN')
  }
  runtime.release(mark)
})

test.each([
  [1, 1, 1],
  [3, 5, 2],
  [4, 8, 300],
  [67, 530, 9],
  [130, 40, 257],
])('gemm %i × %i over %i, transposed every way, set and added', (m, n, k) => {
  const random = createRandom(4)
  const floats = (count: number) => Float32Array.from({ length: count }, () => random.normal())
  const [left, right, start] = [floats(m * k), floats(k * n), floats(m * n)]
  for (const ta of [false, true])
    for (const tb of [false, true])
      for (const accumulate of [false, true]) {
        const mark = runtime.mark()
        const place = (values: Float32Array, cols: number) => {
          const pointer = runtime.alloc(values.byteLength)
          runtime.f32(pointer, values.length).set(values)
          return { pointer, cols }
        }
        const a = place(left, ta ? m : k)
        const b = place(right, tb ? k : n)
        const c = place(start, n)
        gemm(runtime, { a, ta, b, tb, c, m, n, k, alpha: -2, accumulate })
        const expected = Float64Array.from(start, (x, at) => {
          const [r, column] = [Math.floor(at / n), at % n]
          let sum = 0
          for (let i = 0; i < k; i++)
            sum += left[ta ? i * m + r : r * k + i] * right[tb ? column * k + i : i * n + column]
          return -2 * sum + (accumulate ? x : 0)
        })
        expectClose(`gemm ${ta} ${tb}`, runtime.f32(c.pointer, m * n), expected, 1e-5)
        runtime.release(mark)
      }
})

test('XᵀX + λI of a sparse matrix', () => {
  const mark = runtime.mark()
  const [users, items, lambda] = [40, 23, 2.5]
  const x = randomSparse(users, items, 0.3, createRandom(9))
  const plain = dense(x)
  const pointer = runtime.alloc(matrixBytes(items))
  const gram = runtime.f32(pointer, items * items)
  gram.fill(7)
  gramInto(runtime, x, pointer, lambda)
  const expected = Float64Array.from(gram, (_, at) => {
    const [i, j] = [Math.floor(at / items), at % items]
    let sum = i === j ? lambda : 0
    for (let u = 0; u < users; u++) sum += plain[u * items + i] * plain[u * items + j]
    return sum
  })
  expectClose('gram', gram, expected, 1e-6)
  runtime.release(mark)
})

test('a matrix of 12,101 items takes 585.7 MB', () => {
  expect(matrixBytes(12_101)).toBe(585_736_804)
})
