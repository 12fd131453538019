/**
 * Half-precision floats (IEEE 754 binary16) in 16-bit words. Browsers have had `Float16Array` since
 * 2025 only, so packs are read without it.
 */

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** The nearest half to a number; ties to the even one. Above 65,519 it is an infinity. */
export function toHalf(value: number): number {
  float[0] = value
  const word = bits[0]
  const sign = (word >>> 16) & 0x8000
  const magnitude = word & 0x7fffffff
  if (magnitude > 0x7f800000) return 0x7e00
  if (magnitude >= 0x47800000) return sign | 0x7c00
  // Below 2^-14 halves are multiples of 2^-24, which Math.round would not tie to even.
  if (magnitude < 0x38800000) return sign | even(Math.abs(float[0]) * 2 ** 24)
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}

/** The number that a half stands for. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 31
  const fraction = half & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** Numbers as halves. */
export function toHalves(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, toHalf)
}

/** Numbers rounded to halves: what a reader of the pack computes with. */
export function roundToHalves(values: ArrayLike<number>): Float32Array<ArrayBuffer> {
  return Float32Array.from(values, (value) => fromHalf(toHalf(value)))
}

function even(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
