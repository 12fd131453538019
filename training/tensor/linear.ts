import { TacitError } from '@tacit/pack'
import { type Csr, transpose } from '../data/index.ts'
import type { Call } from './calls.ts'
import { type Runtime, share } from './runtime.ts'

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

/** C = α·op(A)·op(B) on all threads, rows of C shared out (blocked; Goto & van de Geijn, 2008). */
export function gemm(runtime: Runtime, product: Gemm): void {
  const ranges = share(product.m, runtime.threads, 4)
  runtime.run(ranges.map(([from, to], thread) => [gemmCall(runtime, product, from, to, thread)]))
}

function gemmCall(runtime: Runtime, g: Gemm, from: number, to: number, thread: number): Call {
  const { a, ta, b, tb, c, n, k, alpha = 1, accumulate = false } = g
  const operands = [a.pointer, a.cols, +ta, b.pointer, b.cols, +tb, c.pointer, c.cols]
  return ['gemm', ...operands, from, to, n, k, alpha, +accumulate, runtime.scratch[thread]]
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
    for (let e = byItem.offsets[i]; e < byItem.offsets[i + 1]; e++) {
      const [u, weight] = [byItem.index[e], byItem.values[e]]
      for (let f = x.offsets[u]; f < x.offsets[u + 1]; f++) row[x.index[f]] += weight * x.values[f]
    }
    row[i] += lambda
  }
}

/** Columns that are eliminated at a time. */
const PANEL = 256
/** Rows of a block of the update; large enough that packing does not count. */
const ROWS = 512

/**
 * The inverse of a symmetric positive definite matrix, in place: blocked elimination of one panel
 * of columns after another (the sweep operator; Goodnight, The American Statistician 1979), each
 * pivot block by its Cholesky factor. n³ flops, nearly all of them in GEMM on all threads; only the
 * lower triangle is updated. Needs two panels of n × 256 beside the matrix.
 *
 * @param pointer address of [n,n], row-major; only its lower triangle is read
 * @throws TacitError `tensor/not-positive` naming the pivot
 */
export function choleskyInverse(runtime: Runtime, pointer: number, n: number): void {
  const mark = runtime.mark()
  const columns = runtime.alloc(n * PANEL * 4)
  const solved = runtime.alloc(n * PANEL * 4)
  const pivot = runtime.alloc(PANEL * PANEL * 4)
  const a = runtime.f32(pointer, n * n)
  for (let from = 0; from < n; from += PANEL) {
    const width = Math.min(PANEL, n - from)
    const c = runtime.f32(columns, n * width)
    const d = runtime.f32(solved, n * width)
    const inverse = invertBlock(a, n, from, width)
    runtime.f32(pivot, width * width).set(inverse)
    takePanel(a, n, from, width, c)
    // D = C·P⁻¹, then A −= D·Cᵀ everywhere but in the panel's own rows and columns.
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
    putPanel(a, n, from, width, d, inverse)
  }
  for (let r = 0; r < n; r++)
    for (let k = 0; k <= r; k++) a[k * n + r] = a[r * n + k] = -a[r * n + k]
  runtime.release(mark)
}

/** C [n,width]: the panel's columns of the symmetric matrix, its own rows zero. */
function takePanel(a: Float32Array, n: number, from: number, width: number, c: Float32Array): void {
  for (let r = 0; r < n; r++)
    for (let k = 0; k < width; k++) {
      const column = from + k
      const own = r >= from && r < from + width
      c[r * width + k] = own ? 0 : r > column ? a[r * n + column] : a[column * n + r]
    }
}

function putPanel(
  a: Float32Array,
  n: number,
  from: number,
  width: number,
  d: Float32Array,
  inverse: Float64Array,
): void {
  for (let r = 0; r < n; r++)
    for (let k = 0; k < width; k++) {
      const column = from + k
      if (r >= from && r < from + width) a[r * n + column] = -inverse[(r - from) * width + k]
      else if (r > column) a[r * n + column] = d[r * width + k]
      else a[column * n + r] = d[r * width + k]
    }
}

/** Lower triangle of A −= D·Cᵀ in blocks of rows, dealt to the threads from the longest on. */
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
      let sum = a[(from + r) * n + from + c]
      for (let k = 0; k < c; k++) sum -= l[r * width + k] * l[c * width + k]
      if (c < r) l[r * width + c] = sum / l[c * width + c]
      else if (sum > 0) l[r * width + r] = Math.sqrt(sum)
      else
        throw new TacitError(
          'tensor/not-positive',
          `choleskyInverse: pivot ${from + r} is ${sum}: the matrix is not positive definite; ` +
            'use a larger λ',
        )
    }
  // L⁻¹ row by row, then P⁻¹ = L⁻ᵀ·L⁻¹.
  const inverse = new Float64Array(width * width)
  for (let c = 0; c < width; c++)
    for (let r = c; r < width; r++) {
      let sum = r === c ? 1 : 0
      for (let k = c; k < r; k++) sum -= l[r * width + k] * inverse[k * width + c]
      inverse[r * width + c] = sum / l[r * width + r]
    }
  const out = new Float64Array(width * width)
  for (let r = 0; r < width; r++)
    for (let c = 0; c <= r; c++) {
      let sum = 0
      for (let k = r; k < width; k++) sum += inverse[k * width + r] * inverse[k * width + c]
      out[r * width + c] = out[c * width + r] = sum
    }
  return out
}
