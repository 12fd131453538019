import type { PrimeField } from './field.ts'

/** A point of a polynomial's graph. */
export interface Point {
  x: bigint
  y: bigint
}

/** Σ c_n xⁿ by Horner's rule. @param coefficients c_0 first */
export function evaluateAt(field: PrimeField, coefficients: readonly bigint[], x: bigint): bigint {
  let sum = field.ZERO
  for (let n = coefficients.length - 1; n >= 0; n--)
    sum = field.add(field.mul(sum, x), coefficients[n])
  return sum
}

/**
 * The value at 0 of the polynomial of least degree through the points: Σ_i y_i Π_{j≠i} x_j/(x_j − x_i)
 * (Shamir, Commun. ACM 22, 1979).
 *
 * @throws if two points have the same x
 */
export function interpolateAtZero(field: PrimeField, points: readonly Point[]): bigint {
  const terms = points.map(({ x, y }, i) => {
    let above = y
    let below = field.ONE
    for (let j = 0; j < points.length; j++) {
      if (j === i) continue
      above = field.mul(above, points[j].x)
      below = field.mul(below, field.sub(points[j].x, x))
    }
    return { above, below }
  })
  const inverses = invertAll(field, terms)
  return terms.reduce(
    (sum, { above }, i) => field.add(sum, field.mul(above, inverses[i])),
    field.ZERO,
  )
}

/** One inversion for all, by products of what comes before (Montgomery's trick). */
function invertAll(field: PrimeField, terms: readonly { below: bigint }[]): bigint[] {
  const before: bigint[] = []
  let product = field.ONE
  for (const { below } of terms) {
    before.push(product)
    product = field.mul(product, below)
  }
  if (field.is0(product)) throw new Error('two points have the same x')
  let inverse = field.inv(product)
  const inverses: bigint[] = new Array(terms.length)
  for (let n = terms.length - 1; n >= 0; n--) {
    inverses[n] = field.mul(inverse, before[n])
    inverse = field.mul(inverse, terms[n].below)
  }
  return inverses
}

/**
 * The polynomial of least degree through the points, by Newton's divided differences.
 *
 * @returns coefficients, c_0 first, without zeros at the end
 * @throws if two points have the same x
 */
export function interpolate(field: PrimeField, points: readonly Point[]): bigint[] {
  const divided = points.map(({ y }) => y)
  for (let step = 1; step < points.length; step++) {
    const terms = points.slice(step).map(({ x }, n) => ({ below: field.sub(x, points[n].x) }))
    const inverses = invertAll(field, terms)
    for (let n = points.length - 1; n >= step; n--)
      divided[n] = field.mul(field.sub(divided[n], divided[n - 1]), inverses[n - step])
  }
  let sum: bigint[] = []
  for (let n = points.length - 1; n >= 0; n--)
    sum = addTo(field, timesLinear(field, sum, points[n].x), divided[n])
  return trimmed(sum)
}

/** f(z) · (z − root) */
export function timesLinear(field: PrimeField, f: readonly bigint[], root: bigint): bigint[] {
  const product = new Array<bigint>(f.length + 1).fill(field.ZERO)
  f.forEach((c, n) => {
    product[n + 1] = field.add(product[n + 1], c)
    product[n] = field.sub(product[n], field.mul(c, root))
  })
  return product
}

function addTo(field: PrimeField, f: bigint[], constant: bigint): bigint[] {
  f[0] = field.add(f[0] ?? field.ZERO, constant)
  return f
}

/** Without zeros at the end: the length is the degree + 1, and 0 for the zero polynomial. */
export function trimmed(f: bigint[]): bigint[] {
  while (f.length > 0 && f[f.length - 1] === 0n) f.pop()
  return f
}
