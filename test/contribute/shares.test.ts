import { describe, expect, it } from 'vitest'
import {
  decode,
  evaluateAt,
  interpolate,
  interpolateAtZero,
  type PrimeField,
  primeField,
  SCALARS,
} from '../../contribute/index.ts'
import { createRandom } from '../../training/random.ts'

/** sta-rs shares over 2¹²⁹ − 1365; its tests hold elements in Montgomery form, times 2¹⁹². */
const STA_RS = primeField(2n ** 129n - 1365n)
const montgomery = (limbs: readonly bigint[]) =>
  STA_RS.mul(
    limbs.reduce((sum, limb, n) => sum + (limb << (64n * BigInt(n))), 0n),
    STA_RS.inv(STA_RS.create(2n ** 192n)),
  )

describe('the vectors of sta-rs (sharks/src/share_ff.rs)', () => {
  it('evaluator_works: 3x² + 2x + 5 at 1 and 2', () => {
    const polynomial = [5n, 2n, 3n]
    expect(evaluateAt(STA_RS, polynomial, 1n)).toBe(montgomery([0n, 6825n, 0n]))
    expect(evaluateAt(STA_RS, polynomial, 2n)).toBe(montgomery([9223372036854775808n, 14332n, 0n]))
  })

  it('interpolate_works: five shares of 1 at 1…5 give 1', () => {
    const random = fieldRandom(STA_RS, 0x90)
    const polynomial = [1n, random(), random(), random(), random()]
    const points = [1n, 2n, 3n, 4n, 5n].map((x) => ({ x, y: evaluateAt(STA_RS, polynomial, x) }))
    expect(interpolateAtZero(STA_RS, points)).toBe(1n)
  })

  it('test_duplicate_shares_err', () => {
    const share = { x: 1n, y: 2n }
    expect(() => interpolateAtZero(STA_RS, [share, share])).toThrow('same x')
  })
})

const FIELDS = { 'scalars of ristretto255': SCALARS, 'sta-rs': STA_RS, 'GF(97)': primeField(97n) }

describe.each(Object.entries(FIELDS))('over %s', (_, field) => {
  const random = fieldRandom(field, 7)
  const shares = (polynomial: readonly bigint[], count: number) =>
    Array.from({ length: count }, (_, n) => {
      const x = BigInt(n + 1)
      return { x, y: evaluateAt(field, polynomial, x) }
    })

  it('interpolates the polynomial that made the points', () => {
    for (let k = 1; k <= 8; k++) {
      const polynomial = [...Array.from({ length: k - 1 }, random), 3n]
      expect(interpolate(field, shares(polynomial, k + 3))).toEqual(polynomial)
      expect(interpolateAtZero(field, shares(polynomial, k))).toBe(polynomial[0])
    }
  })

  it.each([
    [5, 5],
    [5, 6],
    [5, 7],
    [5, 12],
    [10, 31],
    [1, 9],
  ])('finds the polynomial for k = %i, n = %i with up to ⌊(n − k)/2⌋ false shares', (k, n) => {
    for (let wrong = 0; wrong <= Math.floor((n - k) / 2); wrong++) {
      const polynomial = [...Array.from({ length: k - 1 }, random), 1n]
      const points = shares(polynomial, n)
      for (let at = 0; at < wrong; at++)
        points[(at * 3) % n].y = field.add(points[(at * 3) % n].y, 1n + BigInt(at))
      expect(decode(field, points, k), `${wrong} false`).toEqual(polynomial)
    }
  })

  it('decodes nothing where no polynomial fits well enough', () => {
    const points = shares([1n, 2n, 3n], 8).map(({ x, y }, n) => {
      return { x, y: n < 4 ? field.add(y, BigInt(5 + n * n * n)) : y }
    })
    expect(decode(field, points, 3)).not.toEqual([1n, 2n, 3n])
    expect(decode(field, points.slice(0, 2), 3)).toBeNull()
  })
})

/** Elements from a seed. */
function fieldRandom(field: PrimeField, seed: number): () => bigint {
  const { uniform } = createRandom(seed)
  return () => {
    let sum = 0n
    for (let n = 0; n < 10; n++) sum = (sum << 30n) + BigInt(Math.floor(uniform() * 2 ** 30))
    return sum % field.ORDER
  }
}
