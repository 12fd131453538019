/** What was measured on one shop, to know what a number of events may give. */
export interface Expected {
  /** Events of the measured shop. */
  events: number
  /** The student's Recall@20 for visitors it has never seen, 0 to 1. */
  recall: number
  /** The same of a list of the most popular items. */
  popularity: number
}

/**
 * Students of shares of one shop's users (beauty, 5 to 100 %), from `node bench/learning-curve.ts`:
 * docs/measurements/quality.md.
 */
const MEASURED: readonly Expected[] = [
  { events: 9_878, recall: 0.107, popularity: 0.014 },
  { events: 19_057, recall: 0.114, popularity: 0.022 },
  { events: 39_025, recall: 0.11, popularity: 0.021 },
  { events: 79_270, recall: 0.139, popularity: 0.019 },
  { events: 198_502, recall: 0.163, popularity: 0.026 },
]

/**
 * The measured shops that surround a number of events: the largest with at most that many, and the
 * next larger one. Below and above the measured range there is only one.
 */
export function expectedOf(events: number): Expected[] {
  if (events === 0) return []
  const above = MEASURED.findIndex((each) => each.events > events)
  if (above < 0) return MEASURED.slice(-1)
  return MEASURED.slice(Math.max(0, above - 1), above + 1)
}
