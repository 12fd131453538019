import { type Csr, CsrBuilder, softmaxRows, transpose } from '../sparse/index.ts'
import { createRuntime, gemm } from '../tensor/index.ts'
import { latentVectors } from './lexical/dense.ts'
import { TEXT_NEIGHBOURS, type TextNeighbourOptions } from './lexical/neighbours.ts'
import type { Matrix } from './vectors.ts'

/** Rows whose products are held at a time. */
const BLOCK = 256

/**
 * T of METHOD 3, "Text belongs in the memory", by vectors of a text model: softmax at τ over
 * {@link nearestVectors}.
 *
 * @returns [n, n], rows that have neighbours sum to 1
 */
export async function vectorNeighbours(
  vectors: Matrix,
  options: TextNeighbourOptions & { threads?: number } = {},
): Promise<Csr> {
  const { k, temperature, threads } = { ...TEXT_NEIGHBOURS, ...options }
  return softmaxRows(await nearestVectors(vectors, { k, threads }), temperature)
}

/**
 * Per item the k nearest others by the cosine of centred vectors, as far as it is above 0. An item
 * whose vector is zero has no text: it is nobody's neighbour. Equal cosines: the lower index first.
 *
 * @param vectors [n,width]
 * @returns [n, n] of the cosines, each row's largest first
 */
export async function nearestVectors(
  vectors: Matrix,
  { k, threads }: { k: number; threads?: number },
): Promise<Csr> {
  const { rows: n, cols } = vectors
  const unit = centred(vectors)
  const bytes = (n * cols + BLOCK * n + 64) * 4
  const runtime = await createRuntime({ bytes, threads })
  try {
    const [table, products] = [runtime.alloc(n * cols * 4), runtime.alloc(BLOCK * n * 4)]
    runtime.f32(table, n * cols).set(unit)
    const nearest = new CsrBuilder(k)
    for (let from = 0; from < n; from += BLOCK) {
      const m = Math.min(BLOCK, n - from)
      gemm(runtime, {
        ...{ a: { pointer: table + from * cols * 4, cols }, ta: false },
        ...{ b: { pointer: table, cols }, tb: true },
        ...{ c: { pointer: products, cols: n }, m, n, k: cols },
      })
      for (let r = 0; r < m; r++) {
        const row = runtime.f32(products + r * n * 4, n)
        for (let i = 0; i < n; i++) if (i !== from + r && row[i] > 0) nearest.push(i, row[i])
        nearest.endRow()
      }
    }
    return nearest.build(n)
  } finally {
    await runtime.dispose()
  }
}

/**
 * Fewer columns for vectors of a text model: the truncated SVD of the centred rows.
 *
 * @param vectors [n,width]
 * @returns [n, dim] row-major, rows of unit length, zeros where there is no text
 */
export function reduceVectors(vectors: Matrix, dim: number, seed: number): Float32Array {
  const { rows, cols } = vectors
  const dense: Csr = {
    ...{ rows, cols, values: centred(vectors) },
    offsets: Int32Array.from({ length: rows + 1 }, (_, r) => r * cols),
    index: Int32Array.from({ length: rows * cols }, (_, e) => e % cols),
  }
  return latentVectors(transpose(dense), { width: dim, seed })
}

/** Rows less their mean, of unit length; rows of zeros count for nothing and stay. */
function centred({ rows, cols, data }: Matrix): Float32Array {
  const told = Array.from({ length: rows }, (_, r) =>
    data.subarray(r * cols, (r + 1) * cols).some((value) => value !== 0),
  )
  const count = told.filter(Boolean).length
  const mean = new Float64Array(cols)
  for (let e = 0; e < data.length; e++) mean[e % cols] += data[e] / count
  const out = new Float32Array(data.length)
  for (let r = 0; r < rows; r++) {
    if (!told[r]) continue
    let squares = 0
    for (let c = 0; c < cols; c++) squares += (data[r * cols + c] - mean[c]) ** 2
    const length = Math.sqrt(squares)
    if (length < 1e-9) continue
    for (let c = 0; c < cols; c++) out[r * cols + c] = (data[r * cols + c] - mean[c]) / length
  }
  return out
}
