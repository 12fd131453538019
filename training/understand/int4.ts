import { roundToHalves } from '@tacit-rec/pack'

/** Rows of int4, two a byte, with a scale each: row ≈ scale · int4. */
export interface Int4Rows {
  /** [N,⌈d/2⌉], the first of two in the low bits. */
  packed: Uint8Array
  /** [N], a half each; 0 for a row of zeros. */
  scale: Float32Array
}

const MAX = 7
/** Shares of a row's largest number that {@link MAX} may stand for. */
const RANGES = [1, 0.9, 0.8, 0.7, 0.6]

/**
 * int4 rows: v_ic = round(x_ic / s_i), clipped to ±7, with the s_i of a few that has the least
 * Σ_c (x_ic − s_i v_ic)²: a row's largest number is often better clipped.
 *
 * @param rows float32 [N,d]
 */
export function int4Rows(rows: Float32Array, count: number, dim: number): Int4Rows {
  const bytes = Math.ceil(dim / 2)
  const packed = new Uint8Array(count * bytes)
  const scale = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * dim, (i + 1) * dim)
    const s = scaleOf(row)
    scale[i] = s
    if (s === 0) continue
    for (const [c, x] of row.entries())
      packed[i * bytes + (c >> 1)] |= (rounded(x, s) & 15) << (c & 1 ? 4 : 0)
  }
  return { packed, scale }
}

function scaleOf(row: Float32Array): number {
  const largest = row.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  const scales = roundToHalves(Float32Array.from(RANGES, (range) => (range * largest) / MAX))
  let best = { scale: 0, error: Number.POSITIVE_INFINITY }
  for (const scale of scales) {
    if (scale === 0) continue
    const error = row.reduce((sum, x) => sum + (x - scale * rounded(x, scale)) ** 2, 0)
    if (error < best.error) best = { scale, error }
  }
  return best.scale
}

function rounded(x: number, scale: number): number {
  return Math.max(-MAX, Math.min(MAX, Math.round(x / scale)))
}
