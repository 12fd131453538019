import { type Csr, CsrBuilder, softmaxRows, transpose } from '../sparse/index.ts'
import { createRuntime, gemm } from '../tensor/index.ts'
import { latentVectors } from './lexical/dense.ts'
import { TEXT_NEIGHBOURS, type TextNeighbourOptions } from './lexical/neighbours.ts'
import type { Matrix } from './vectors.ts'

/** Rows whose products are in memory at a time. */
const BLOCK = 256

/**
 * T of docs/method.md#text-in-the-memory, by given vectors: softmax at τ over
 * {@link nearestVectors}.
 *
 * @returns [n, n]; rows with neighbours sum to 1
 */
export async function vectorNeighbours(
  vectors: readonly Matrix[],
  options: TextNeighbourOptions & { threads?: number } = {},
): Promise<Csr> {
  const { k, temperature, threads } = { ...TEXT_NEIGHBOURS, ...options }
  return softmaxRows(await nearestVectors(vectors, { k, threads }), temperature)
}

/**
 * Per item the k nearest others by the mean, over the modalities that both have, of the cosine of
 * centred vectors, if it is above 0. A zero vector means that the item lacks the modality; without
 * any it neither has nor is a neighbour. Ties: the lower index first.
 *
 * @param vectors one matrix [n,width] per modality
 * @returns [n, n] of the mean cosines, each row's largest first
 */
export async function nearestVectors(
  vectors: readonly Matrix[],
  { k, threads }: { k: number; threads?: number },
): Promise<Csr> {
  const n = vectors[0].rows
  const { unit, cols, has } = sideBySide(vectors)
  const bytes = (n * cols + BLOCK * n + 64) * 4
  const runtime = await createRuntime({ bytes, threads })
  try {
    const [table, products] = [runtime.alloc(n * cols * 4), runtime.alloc(BLOCK * n * 4)]
    runtime.f32(table, n * cols).set(unit)
    const nearest = new CsrBuilder(k)
    for (let from = 0; from < n; from += BLOCK) {
      const m = Math.min(BLOCK, n - from)
      gemm(runtime, {
        a: { pointer: table + from * cols * 4, cols },
        ta: false,
        b: { pointer: table, cols },
        tb: true,
        c: { pointer: products, cols: n },
        m,
        n,
        k: cols,
      })
      for (let r = 0; r < m; r++) {
        const row = runtime.f32(products + r * n * 4, n)
        const own = has[from + r]
        for (let i = 0; i < n; i++)
          if (i !== from + r && row[i] > 0) nearest.push(i, row[i] / count(own & has[i]))
        nearest.endRow()
      }
    }
    return nearest.build(n)
  } finally {
    await runtime.dispose()
  }
}

/**
 * How much of some neighbours each modality carries: of every link's weight, its part of the
 * cosines above 0.
 *
 * @param neighbours of {@link vectorNeighbours} by the same vectors
 * @returns a share per modality; they sum to 1, or are all 0 without links
 */
export function modalityShares(vectors: readonly Matrix[], neighbours: Csr): number[] {
  const units = vectors.map(centred)
  const sums = vectors.map(() => 0)
  for (let j = 0; j < neighbours.rows; j++)
    for (let e = neighbours.offsets[j]; e < neighbours.offsets[j + 1]; e++) {
      const i = neighbours.index[e]
      const cosines = vectors.map(({ cols }, m) => {
        let dot = 0
        for (let c = 0; c < cols; c++) dot += units[m][j * cols + c] * units[m][i * cols + c]
        return Math.max(0, dot)
      })
      const total = cosines.reduce((a, b) => a + b, 0)
      if (total > 0)
        for (const [m, cosine] of cosines.entries())
          sums[m] += (neighbours.values[e] * cosine) / total
    }
  const whole = sums.reduce((a, b) => a + b, 0)
  return sums.map((sum) => (whole > 0 ? sum / whole : 0))
}

/** Centred rows of all modalities one beside the other, and which of them an item has, as bits. */
function sideBySide(vectors: readonly Matrix[]) {
  const n = vectors[0].rows
  const cols = vectors.reduce((sum, each) => sum + each.cols, 0)
  const unit = new Float32Array(n * cols)
  const has = new Int32Array(n)
  let at = 0
  for (const [m, matrix] of vectors.entries()) {
    const rows = centred(matrix)
    for (let r = 0; r < n; r++) {
      const row = rows.subarray(r * matrix.cols, (r + 1) * matrix.cols)
      if (row.some((value) => value !== 0)) has[r] |= 1 << m
      unit.set(row, r * cols + at)
    }
    at += matrix.cols
  }
  return { unit, cols, has }
}

/** The number of bits that are set. */
function count(bits: number): number {
  let set = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) set++
  return set
}

/**
 * Reduces vectors to fewer columns: the truncated SVD of the centred rows of all modalities.
 *
 * @param vectors one matrix [n,width] per modality
 * @returns [n, dim] row-major, rows of unit length, zeros for items without vectors
 */
export function reduceVectors(vectors: readonly Matrix[], dim: number, seed: number): Float32Array {
  const { rows } = vectors[0]
  const { unit, cols } = sideBySide(vectors)
  const dense: Csr = {
    rows,
    cols,
    values: unit,
    offsets: Int32Array.from({ length: rows + 1 }, (_, r) => r * cols),
    index: Int32Array.from({ length: rows * cols }, (_, e) => e % cols),
  }
  return latentVectors(transpose(dense), { width: dim, seed })
}

/** Rows minus their mean, scaled to unit length; rows of zeros are ignored and stay zero. */
export function centred({ rows, cols, data }: Matrix): Float32Array {
  const hasText = Array.from({ length: rows }, (_, r) =>
    data.subarray(r * cols, (r + 1) * cols).some((value) => value !== 0),
  )
  const count = hasText.filter(Boolean).length
  const mean = new Float64Array(cols)
  for (let e = 0; e < data.length; e++) mean[e % cols] += data[e] / count
  const out = new Float32Array(data.length)
  for (let r = 0; r < rows; r++) {
    if (!hasText[r]) continue
    let squares = 0
    for (let c = 0; c < cols; c++) squares += (data[r * cols + c] - mean[c]) ** 2
    const length = Math.sqrt(squares)
    if (length < 1e-9) continue
    for (let c = 0; c < cols; c++) out[r * cols + c] = (data[r * cols + c] - mean[c]) / length
  }
  return out
}
