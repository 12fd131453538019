import { expect, it } from 'vitest'
import { leakOf } from '../../contribute/index.ts'

/** ε at δ = 10⁻⁶ of 30 tokens, and over 13 epochs. */
it.each([
  [0.1, 10, 1.15, 3.75],
  [0.1, 20, 0.65, 2.3],
  [0.25, 20, 1.95, 7.25],
  [0.25, 50, 1.05, 4.05],
])('p = %f, k = %i: %f in an epoch, %f in 13', (sample, threshold, epoch, quarter) => {
  const leak = leakOf(sample, threshold, 30)
  expect(Math.abs(leak!.epoch - epoch)).toBeLessThan(0.03)
  expect(Math.abs(leak!.quarter - quarter)).toBeLessThan(0.03)
})

it('claims no ε without sampling, and none where bots alone reach the threshold', () => {
  expect(leakOf(1, 20, 30)).toBeNull()
  expect(leakOf(0.1, 20, 30, 20)).toBeNull()
})

it('reads k − b where b shares are forged', () => {
  expect(leakOf(0.1, 20, 30, 10)).toEqual(leakOf(0.1, 10, 30))
})

it('grows with the tokens, and shrinks with the threshold', () => {
  const [few, many, high] = [leakOf(0.25, 20, 15), leakOf(0.25, 20, 30), leakOf(0.25, 40, 30)]
  expect(few!.epoch).toBeLessThan(many!.epoch)
  expect(high!.epoch).toBeLessThan(many!.epoch)
})
