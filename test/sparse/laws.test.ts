import { describe, expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import {
  addRow,
  type Csr,
  CsrBuilder,
  columnCounts,
  dotRow,
  fillEmptyRows,
  filterEntries,
  fromSorted,
  gram,
  mapValues,
  multiply,
  normalizeBoth,
  normalizeRows,
  permuteRows,
  pickColumns,
  RowSum,
  softmaxRows,
  sortColumns,
  TopK,
  topPerRow,
  transpose,
  valuesAt,
  visitNewestFirst,
} from '../../training/sparse/index.ts'
import { dense, randomSparse } from '../tensor/sparse-matrices.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

/** Small shapes, and densities that leave rows and columns empty. */
function drawShape(seed: number) {
  const random = createRandom(seed)
  const size = () => 1 + random.below(12)
  return { random, rows: size(), cols: size(), density: random.uniform() }
}

/** The matrix as an array of rows; explicit zeros would not show. */
function rowsOf(matrix: Csr): number[][] {
  const { rows, cols } = matrix
  const flat = dense(matrix)
  return Array.from({ length: rows }, (_, r) => Array.from(flat.subarray(r * cols, (r + 1) * cols)))
}

function product(a: number[][], b: number[][]): number[][] {
  return a.map((row) => (b[0] ?? []).map((_, c) => row.reduce((sum, x, k) => sum + x * b[k][c], 0)))
}

function turned(a: number[][], cols: number): number[][] {
  return Array.from({ length: cols }, (_, c) => a.map((row) => row[c]))
}

function expectClose(found: number[][], wanted: number[][]): void {
  expect(found.length).toBe(wanted.length)
  for (const [r, row] of found.entries())
    for (const [c, value] of row.entries()) expect(value).toBeCloseTo(wanted[r][c], 5)
}

function columnsOf({ offsets, index }: Csr, row: number): number[] {
  return [...index.subarray(offsets[row], offsets[row + 1])]
}

/** The columns of the k largest positive or negative values that are not 0. */
function largest(row: number[], k: number): number[] {
  const columns = [...row.keys()].filter((c) => row[c] !== 0)
  return columns.sort((a, b) => row[b] - row[a] || a - b).slice(0, k)
}

describe.each(SEEDS)('a random matrix, seed %i', (seed) => {
  const { random, rows, cols, density } = drawShape(seed)
  const matrix = randomSparse(rows, cols, density, random)
  const plain = rowsOf(matrix)

  test('is its transpose transposed', () => {
    expect(rowsOf(transpose(matrix))).toEqual(turned(plain, cols))
    expect(transpose(transpose(matrix))).toEqual(matrix)
  })

  test('is made again from its entries', () => {
    const row = Array.from({ length: rows }, (_, r) => columnsOf(matrix, r).map(() => r)).flat()
    const { index, values } = matrix
    const entries = { row: Int32Array.from(row), column: index, value: values }
    expect(fromSorted(rows, cols, entries)).toEqual(matrix)
  })

  test('keeps its pattern when its values change', () => {
    const found = mapValues(matrix, (value, r, c) => 2 * value + r - c)
    expect([found.offsets, found.index]).toEqual([matrix.offsets, matrix.index])
    const wanted = plain.map((row, r) => row.map((v, c) => (v === 0 ? 0 : 2 * v + r - c)))
    expectClose(rowsOf(found), wanted)
  })

  test('counts its entries per column', () => {
    const wanted = turned(plain, cols).map((column) => column.filter((v) => v !== 0).length)
    expect([...columnCounts(matrix)]).toEqual(wanted)
  })

  test('loses the entries that a filter refuses', () => {
    const found = filterEntries(matrix, (e, r) => matrix.values[e] > 0 && r !== matrix.index[e])
    expect(rowsOf(found)).toEqual(
      plain.map((row, r) => row.map((v, c) => (v > 0 && r !== c ? v : 0))),
    )
    expect(found.index.length).toBe(found.offsets[rows])
    expect(filterEntries(matrix, () => true)).toEqual(matrix)
  })

  test('keeps the columns that are picked', () => {
    const picked = [...Array(cols).keys()].filter(() => random.uniform() < 0.5)
    expect(rowsOf(pickColumns(matrix, picked))).toEqual(
      plain.map((row) => picked.map((c) => row[c])),
    )
  })

  test('has its rows in another order', () => {
    const order = random.shuffle(Int32Array.from({ length: rows }, (_, r) => r))
    expect(rowsOf(permuteRows(matrix, order))).toEqual(Array.from(order, (r) => plain[r]))
  })

  test('fills its empty rows from another', () => {
    const other = randomSparse(rows, cols, density, random)
    const wanted = rowsOf(other).map((row, r) => (plain[r].some((v) => v !== 0) ? plain[r] : row))
    expect(rowsOf(fillEmptyRows(matrix, other))).toEqual(wanted)
  })

  test('has its values read at the pattern of another', () => {
    const pattern = randomSparse(rows, cols, density, random)
    const values = valuesAt(matrix, pattern)
    const wanted = Array.from({ length: rows }, (_, r) =>
      columnsOf(pattern, r).map((c) => plain[r][c]),
    )
    expect([...values]).toEqual(wanted.flat())
  })

  test.each([0, 1, 3, 50])('keeps the %i largest entries per row, and sorts them back', (k) => {
    const top = topPerRow(matrix, k)
    for (let r = 0; r < rows; r++) expect(columnsOf(top, r)).toEqual(largest(plain[r], k))
    const ascending = sortColumns(top)
    expect(rowsOf(ascending)).toEqual(rowsOf(top))
    for (let r = 0; r < rows; r++)
      expect(columnsOf(ascending, r)).toEqual(columnsOf(top, r).sort((a, b) => a - b))
  })

  test('adds rows and multiplies them as a dense one does', () => {
    const x = Float64Array.from({ length: cols }, () => random.normal())
    for (let r = 0; r < rows; r++) {
      const wanted = plain[r].reduce((sum, v, c) => sum + v * x[c], 0)
      expect(dotRow(matrix, r, x)).toBeCloseTo(wanted, 9)
      const out = x.slice()
      addRow(matrix, r, 0.5, out)
      expect([...out]).toEqual(plain[r].map((v, c) => x[c] + 0.5 * v))
    }
  })

  test('has the products of dense matrices', () => {
    const other = randomSparse(cols, rows, density, random)
    const wanted = product(plain, rowsOf(other)).map((row, r) =>
      row.map((v, c) => (v > 0 && c !== r ? v : 0)),
    )
    expectClose(rowsOf(multiply(matrix, other, rows)), wanted)
    const square = gram(matrix)
    expectClose(rowsOf(square), product(turned(plain, cols), plain))
    expect(sortColumns(square)).toEqual(square)
  })

  test('sums rows, products with rows and its own product', () => {
    const [other, step] = [
      randomSparse(cols, cols, density, random),
      randomSparse(cols, cols, density, random),
    ]
    const sum = new RowSum(cols)
    for (let r = 0; r < rows; r++) {
      sum.add(matrix, r, 2)
      sum.addProduct(matrix, r, other, 3)
      const [times] = product([plain[r]], rowsOf(other))
      const before = plain[r].map((v, c) => 2 * v + 3 * times[c])
      expectClose([[...sum.values]], [before])
      sum.addOwnProduct(step, 0.5)
      const [again] = product([before], rowsOf(step))
      expectClose([[...sum.values]], [before.map((v, c) => v + 0.5 * again[c])])
      expect(new Set(sum.columns).size).toBe(sum.columns.length)
      sum.clear()
      expect([sum.columns.length, sum.values.some((v) => v !== 0)]).toEqual([0, false])
    }
  })

  test('is normalized by its counts, by its rows, and by softmax', () => {
    const degree = { rows: plain.map(count), columns: turned(plain, cols).map(count) }
    const both = plain.map((row, r) =>
      row.map((v, c) => (v === 0 ? 0 : 1 / Math.sqrt(degree.rows[r] * degree.columns[c]))),
    )
    expectClose(rowsOf(normalizeBoth(matrix)), both)
    const positive = mapValues(matrix, (v) => Math.abs(v) + 0.1)
    const filled = plain.map((row) => (count(row) ? 1 : 0))
    expectClose([rowsOf(normalizeRows(positive)).map(total)], [filled])
    expectClose([rowsOf(softmaxRows(matrix, 0.1)).map(total)], [filled])
    const ratios = mapValues(matrix, (v) => Math.exp(v / 2))
    expectClose(rowsOf(softmaxRows(matrix, 2)), rowsOf(normalizeRows(ratios)))
  })
})

function count(values: number[]): number {
  return values.filter((v) => v !== 0).length
}

function total(values: number[]): number {
  return values.reduce((sum, v) => sum + v, 0)
}

test('the k largest are kept in any order of offers, on ties those of lower columns', () => {
  const random = createRandom(3)
  const values = Array.from({ length: 40 }, () => random.below(6))
  const top = new TopK(7)
  for (const column of random.shuffle(Int32Array.from(values.keys())))
    top.offer(column, values[column])
  const wanted = [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, 7)
  expect([...top.columns]).toEqual(wanted)
  expect(top.threshold).toBe(values[wanted[6]])
  top.clear()
  expect([top.count, top.threshold]).toEqual([0, Number.NEGATIVE_INFINITY])
  expect(new TopK(0).threshold).toBe(Number.POSITIVE_INFINITY)
})

test('a builder keeps empty rows and the largest of the others', () => {
  const builder = new CsrBuilder(2)
  builder.endRow()
  for (const [column, value] of [
    [4, 1],
    [1, 3],
    [3, 3],
    [0, 2],
  ])
    builder.push(column, value)
  builder.endRow()
  expect(builder.build(5)).toEqual({
    rows: 2,
    cols: 5,
    offsets: Int32Array.of(0, 0, 2),
    index: Int32Array.of(1, 3),
    values: Float32Array.of(3, 3),
  })
})

test('a history is visited from its newest event, which weighs 1', () => {
  const visits: number[][] = []
  visitNewestFirst(Int32Array.of(5, 7, 5), 0.5, (...visit) => visits.push(visit))
  expect(visits).toEqual([
    [5, 1, 2],
    [7, 0.5, 1],
    [5, 0.25, 0],
  ])
})
