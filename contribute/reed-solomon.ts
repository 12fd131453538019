import type { PrimeField } from './field.ts'
import { interpolate, type Point, timesLinear, trimmed } from './polynomial.ts'

/**
 * Decodes a Reed–Solomon code: the one polynomial of degree below k that passes through all but at
 * most ⌊(n − k)/2⌋ of n points (Gao, "A new algorithm for decoding Reed–Solomon codes", 2003).
 * Takes about 3n² multiplications.
 *
 * @param points with distinct x
 * @returns coefficients, c_0 first; null if there is no such polynomial
 */
export function decode(field: PrimeField, points: readonly Point[], k: number): bigint[] | null {
  const n = points.length
  if (n < k) return null
  let g0 = points.reduce((product, { x }) => timesLinear(field, product, x), [field.ONE])
  let g1 = interpolate(field, points)
  let [v0, v1]: [bigint[], bigint[]] = [[], [field.ONE]]
  // Extended Euclid on (g0, g1), until the rest has a degree below (n + k)/2.
  while (g1.length > 0 && 2 * (g1.length - 1) >= n + k) {
    const { quotient, rest } = divide(field, g0, g1)
    ;[g0, g1] = [g1, rest]
    ;[v0, v1] = [v1, minusProduct(field, v0, quotient, v1)]
  }
  const { quotient, rest } = divide(field, g1, v1)
  return rest.length === 0 && quotient.length <= k ? quotient : null
}

function divide(
  field: PrimeField,
  above: readonly bigint[],
  below: readonly bigint[],
): { quotient: bigint[]; rest: bigint[] } {
  const rest = [...above]
  const quotient: bigint[] = new Array(Math.max(0, above.length - below.length + 1)).fill(0n)
  const inverse = field.inv(below[below.length - 1])
  for (let shift = quotient.length - 1; shift >= 0; shift--) {
    const factor = field.mul(rest[shift + below.length - 1], inverse)
    quotient[shift] = factor
    for (let n = 0; n < below.length; n++)
      rest[shift + n] = field.sub(rest[shift + n], field.mul(factor, below[n]))
  }
  return { quotient: trimmed(quotient), rest: trimmed(rest) }
}

/** a − b·c */
function minusProduct(
  field: PrimeField,
  a: readonly bigint[],
  b: readonly bigint[],
  c: readonly bigint[],
): bigint[] {
  const result: bigint[] = new Array(Math.max(a.length, b.length + c.length - 1)).fill(0n)
  a.forEach((value, n) => {
    result[n] = value
  })
  b.forEach((x, n) => {
    c.forEach((y, m) => {
      result[n + m] = field.sub(result[n + m], field.mul(x, y))
    })
  })
  return trimmed(result)
}
