import { TacitError } from '@tacit-rec/pack'
import { addRow, type Csr, transpose } from '../sparse/index.ts'
import type { Call } from './calls.ts'
import { type Runtime, runShared } from './runtime.ts'
import type { Var } from './tape.ts'

/** A matrix in the arena: its address and row length. */
interface At {
  pointer: number
  cols: number
}

interface Gemm {
  a: At
  ta: boolean
  b: At
  tb: boolean
  c: At
  /** Rows of C, columns of C, inner size. */
  m: number
  n: number
  k: number
  alpha?: number
  /** C += instead of C =. */
  accumulate?: boolean
}

/**
 * C = α·op(A)·op(B) on all threads, each with its rows of C (blocked; Goto & van de Geijn, 2008).
 */
export function gemm(runtime: Runtime, product: Gemm): void {
  const call = (from: number, to: number, thread: number) =>
    gemmCall(runtime, product, from, to, thread)
  runShared(runtime, product.m, call, 4)
}

function gemmCall(runtime: Runtime, g: Gemm, from: number, to: number, thread: number): Call {
  const { a, ta, b, tb, c, n, k, alpha = 1, accumulate = false } = g
  const operands = [a.pointer, a.cols, +ta, b.pointer, b.cols, +tb, c.pointer, c.cols]
  return ['gemm', ...operands, from, to, n, k, alpha, +accumulate, runtime.scratch[thread]]
}

/** Y = a·X over `count` floats, on all threads. */
export function scaleInto(runtime: Runtime, y: number, x: number, count: number, factor = 1): void {
  runShared(runtime, count, (from, to) => ['scaleInto', y, x, factor, from, to], 1024)
}

/** Y += a·X over `count` floats, on all threads. */
export function addInto(runtime: Runtime, y: number, x: number, count: number, factor = 1): void {
  runShared(runtime, count, (from, to) => ['axpy', y, x, factor, from, to], 1024)
}

/** Row-wise softmax between addresses of [rows,cols], which may be equal. */
export function softmaxInto(
  runtime: Runtime,
  x: number,
  y: number,
  rows: number,
  cols: number,
): void {
  runShared(runtime, rows, (from, to) => ['softmaxForward', from, to, x, y, cols])
}

/**
 * A copy of [N,d] in panels of 8 rows, the kernels' input format; the last panel is zero-padded.
 */
export function panelsOf(runtime: Runtime, { rows, cols, pointer }: Var): number {
  const panels = runtime.room(Math.ceil(rows / 8) * 8 * cols * 4)
  runShared(
    runtime,
    rows,
    (from, to) => [
      'packPanels',
      pointer + from * cols * 4,
      to - from,
      cols,
      panels + from * cols * 4,
    ],
    8,
  )
  return panels
}

/** Bytes of a dense n × n float32 matrix. */
export function matrixBytes(n: number): number {
  return n * n * 4
}

/** Writes XᵀX + λI, dense [cols,cols], for a sparse X. */
export function gramInto(runtime: Runtime, x: Csr, pointer: number, lambda: number): void {
  const n = x.cols
  const gram = runtime.f32(pointer, n * n)
  gram.fill(0)
  const byItem = transpose(x)
  for (let i = 0; i < n; i++) {
    const row = gram.subarray(i * n, (i + 1) * n)
    for (let e = byItem.offsets[i]; e < byItem.offsets[i + 1]; e++)
      addRow(x, byItem.index[e], byItem.values[e], row)
    row[i] += lambda
  }
}

/** Writes A + λI, dense [n,n], for a sparse square A. */
export function denseInto(runtime: Runtime, a: Csr, pointer: number, lambda: number): void {
  const n = a.cols
  const dense = runtime.f32(pointer, n * n)
  dense.fill(0)
  for (let i = 0; i < n; i++) {
    const row = dense.subarray(i * n, (i + 1) * n)
    addRow(a, i, 1, row)
    row[i] += lambda
  }
}

/** Columns that are eliminated at a time. */
const PANEL = 256
/** Rows that the copying kernels process at a time. */
const TILE = 64
/** Rows of a block of the update, large enough to make the cost of packing negligible. */
const ROWS = 512

/**
 * The inverse of a symmetric positive definite matrix, in place: blocked elimination of one panel
 * of columns after another (the sweep operator; Goodnight, The American Statistician 1979), each
 * pivot block by its Cholesky factor. n³ flops, nearly all in GEMM on all threads; only the lower
 * triangle is updated. Needs two panels of n × 256 beside the matrix.
 *
 * @param pointer address of [n,n], row-major; only its lower triangle is read
 * @throws TacitError `tensor/not-positive` naming the pivot
 */
export function choleskyInverse(runtime: Runtime, pointer: number, n: number): void {
  const mark = runtime.mark()
  try {
    const columns = runtime.alloc(n * PANEL * 4)
    const solved = runtime.alloc(n * PANEL * 4)
    const pivot = runtime.alloc(PANEL * PANEL * 4)
    const a = runtime.f32(pointer, n * n)
    for (let start = 0; start < n; start += PANEL) {
      const width = Math.min(PANEL, n - start)
      const inverse = invertBlock(a, n, start, width)
      runtime.f32(pivot, width * width).set(inverse)
      const copy = (kernel: 'sweepGather' | 'sweepScatter', panel: number) =>
        runShared(
          runtime,
          n,
          (from, to) => [kernel, from, to, pointer, n, start, width, panel],
          TILE,
        )
      // C: the panel's columns of the symmetric matrix, with zeros in the panel's own rows.
      copy('sweepGather', columns)
      // D = C·P⁻¹, then A −= D·Cᵀ outside of the panel's own rows and columns.
      gemm(runtime, {
        a: { pointer: columns, cols: width },
        ta: false,
        b: { pointer: pivot, cols: width },
        tb: false,
        c: { pointer: solved, cols: width },
        m: n,
        n: width,
        k: width,
      })
      updateLower(runtime, { pointer, cols: n }, columns, solved, n, width)
      copy('sweepScatter', solved)
      for (let r = 0; r < width; r++)
        for (let c = 0; c <= r; c++) a[(start + r) * n + start + c] = -inverse[r * width + c]
    }
    runShared(runtime, n, (from, to) => ['sweepMirror', from, to, pointer, n], TILE)
  } finally {
    runtime.release(mark)
  }
}

/** Lower triangle of A −= D·Cᵀ in blocks of rows, assigned to the threads longest first. */
function updateLower(
  runtime: Runtime,
  a: At,
  columns: number,
  solved: number,
  n: number,
  width: number,
): void {
  const lists: Call[][] = Array.from({ length: runtime.threads }, () => [])
  const work = new Float64Array(runtime.threads)
  for (let block = Math.ceil(n / ROWS) - 1; block >= 0; block--) {
    const [from, to] = [block * ROWS, Math.min(n, (block + 1) * ROWS)]
    const thread = work.indexOf(Math.min(...work))
    work[thread] += (to - from) * to
    const product = {
      a: { pointer: solved, cols: width },
      ta: false,
      b: { pointer: columns, cols: width },
      tb: true,
      c: a,
      m: n,
      n: to,
      k: width,
      alpha: -1,
      accumulate: true,
    }
    lists[thread].push(gemmCall(runtime, product, from, to, thread))
  }
  runtime.run(lists)
}

/** P⁻¹ of one pivot block by Cholesky, in float64. Returns [width,width]. */
function invertBlock(a: Float32Array, n: number, from: number, width: number): Float64Array {
  const l = new Float64Array(width * width)
  for (let r = 0; r < width; r++)
    for (let c = 0; c <= r; c++) {
      const sum = a[(from + r) * n + from + c] - dot(l, r * width, l, c * width, c)
      if (c < r) l[r * width + c] = sum / l[c * width + c]
      else if (sum > 0) l[r * width + r] = Math.sqrt(sum)
      else
        throw new TacitError(
          'tensor/not-positive',
          `choleskyInverse: pivot ${from + r} is ${sum}: the matrix is not positive definite; ` +
            'use a larger λ',
        )
    }
  // Row c of `columns` is column c of L⁻¹, so that every sum runs along rows; P⁻¹ = L⁻ᵀ·L⁻¹.
  const columns = new Float64Array(width * width)
  for (let c = 0; c < width; c++)
    for (let r = c; r < width; r++) {
      const sum = dot(l, r * width + c, columns, c * width + c, r - c)
      columns[c * width + r] = ((r === c ? 1 : 0) - sum) / l[r * width + r]
    }
  const out = new Float64Array(width * width)
  for (let r = 0; r < width; r++)
    for (let c = 0; c <= r; c++) {
      const sum = dot(columns, r * width + r, columns, c * width + r, width - r)
      out[r * width + c] = out[c * width + r] = sum
    }
  return out
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, count: number): number {
  let sum = 0
  for (let k = 0; k < count; k++) sum += a[i + k] * b[j + k]
  return sum
}
