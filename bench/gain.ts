import { digits } from './tacit.ts'

export function mean(all: readonly number[]): number {
  return all.reduce((sum, value) => sum + value, 0) / all.length
}

/**
 * What one training gains over another: the mean over seeds and cases, and its standard error, cases being
 * paired.
 *
 * @param one for each seed, what each case is worth
 * @param base the same seeds and cases
 */
export function pairedGain(
  one: readonly (readonly number[])[],
  base: readonly (readonly number[])[],
): string {
  const each = one[0].map((_, n) => mean(one.map((cases, seed) => cases[n] - base[seed][n])))
  const middle = mean(each)
  const error = Math.sqrt(mean(each.map((x) => (x - middle) ** 2)) / each.length)
  return `${middle < 0 ? '−' : '+'}${digits(Math.abs(middle))} ± ${digits(error)}`
}
