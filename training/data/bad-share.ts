/** Share of the rows that may be set aside. One row never refuses the data unless the user says so. */
const MAX_BAD_ROWS = 0.01

/** How many of `total` rows may be set aside; `asked` is a share, 0 to 1. */
export function maxBad(total: number, asked: number | undefined): number {
  return asked === undefined ? Math.max(1, MAX_BAD_ROWS * total) : asked * total
}

/** A reason without its numbers and remedy, so that rows of one kind are counted together. */
export function reasonWithoutRemedy(reason: string): string {
  return reason.replace(/[:;(].*$/s, '').trim()
}

/** A share as people read it: `33 %`, `0.2 %`. */
export function percent(part: number, whole: number): string {
  const share = (100 * part) / Math.max(1, whole)
  if (share > 0 && share < 0.1) return '< 0.1 %'
  return `${share < 10 && !Number.isInteger(share) ? share.toFixed(1) : Math.round(share)} %`
}
