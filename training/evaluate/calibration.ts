import { type Calibration, confidence, listOdds } from '@tacit-rec/engine'
import { type Cases, historyAt } from '../data/index.ts'
import { type Ranker, rankUnseen, targetsAt } from './metrics.ts'

/** Items of the list that may hold the next item: those of `listOdds`. */
const LISTED = 10
/** Bins of a reliability plot, of equally many cases. */
const BINS = 10
const MAX_STEPS = 50
/** Fewer hits or misses than this say nothing of a slope. */
const MIN_OF_EACH = 10

/** How far the told probabilities hold: that the next item is among the ten best. */
export interface Reliability extends Calibration {
  /** Cases that neither slope nor intercept was fitted on. */
  cases: number
  /**
   * Expected calibration error: Σ_b n_b/n · |predicted_b − observed_b| (Guo et al., ICML 2017, eq. 5,
   * with bins of equally many cases).
   */
  error: number
  /** By predicted probability, ascending; each holds a mean, and the share of hits. */
  bins: { cases: number; predicted: number; observed: number }[]
}

/** Cases to calibrate with, or to test it on. */
export interface CalibrationCases {
  cases: Cases
  rows: ArrayLike<number>
}

/**
 * Fits probabilities on some cases and tests them on others.
 *
 * @param items N
 * @returns null if hits or misses are too few to fit
 */
export function calibrate(
  ranker: Ranker,
  items: number,
  fit: CalibrationCases,
  test: CalibrationCases,
): Reliability | null {
  const fitted = listsOf(ranker, items, fit)
  const hits = fitted.filter(({ isHit }) => isHit).length
  if (Math.min(hits, fitted.length - hits) < MIN_OF_EACH) return null
  const calibration = fitPlatt(fitted)
  return { ...calibration, ...reliability(calibration, listsOf(ranker, items, test)) }
}

/** A list of ten: its log-odds, and whether it holds the next item. */
export interface ListOdds {
  odds: number
  isHit: boolean
}

function listsOf(ranker: Ranker, items: number, { cases, rows }: CalibrationCases): ListOdds[] {
  const scores = new Float32Array(items)
  return Array.from(rows).flatMap((row) => {
    const history = historyAt(cases.input, row, cases.users[row])
    scores.fill(0)
    ranker.score(history, scores)
    const known = new Set([...history.item, ...(history.disliked ?? [])])
    const odds = listOdds(scores, (item) => known.has(item))
    if (odds === null) return []
    const [next] = targetsAt(cases, row)
    return [{ odds, isHit: rankUnseen(scores, history, [LISTED]).includes(next) }]
  })
}

/**
 * Slope a and intercept b of p = 1/(1 + e^−(a·x + b)) by Newton's method on the log-likelihood, with
 * Platt's targets (N₊ + 1)/(N₊ + 2) and 1/(N₋ + 2) (Platt, 1999; Lin, Lin & Weng, 2007).
 */
export function fitPlatt(lists: readonly ListOdds[]): Calibration {
  const hits = lists.filter(({ isHit }) => isHit).length
  const [high, low] = [(hits + 1) / (hits + 2), 1 / (lists.length - hits + 2)]
  let [slope, intercept] = [0, Math.log((hits + 1) / (lists.length - hits + 1))]
  for (let step = 0; step < MAX_STEPS; step++) {
    // Gradient g and Hessian h of the negative log-likelihood; a little ridge keeps h regular.
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9]
    for (const { odds, isHit } of lists) {
      const p = confidence(odds, { slope, intercept })
      const [error, weight] = [p - (isHit ? high : low), p * (1 - p)]
      ga += error * odds
      gb += error
      haa += weight * odds * odds
      hab += weight * odds
      hbb += weight
    }
    const determinant = haa * hbb - hab * hab
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant]
    slope -= da
    intercept -= db
    if (Math.abs(da) + Math.abs(db) < 1e-10) break
  }
  return { slope, intercept }
}

/** Compares predicted probabilities with what happened. */
export function reliability(
  calibration: Calibration,
  lists: readonly ListOdds[],
): Omit<Reliability, keyof Calibration> {
  const told = lists
    .map(({ odds, isHit }) => ({ p: confidence(odds, calibration), isHit }))
    .sort((a, b) => a.p - b.p)
  const bins = Array.from({ length: BINS }, (_, b) =>
    told.slice(Math.round((b * told.length) / BINS), Math.round(((b + 1) * told.length) / BINS)),
  )
    .filter((bin) => bin.length > 0)
    .map((bin) => ({
      cases: bin.length,
      predicted: bin.reduce((sum, { p }) => sum + p, 0) / bin.length,
      observed: bin.filter(({ isHit }) => isHit).length / bin.length,
    }))
  const error = bins.reduce(
    (sum, { cases, predicted, observed }) =>
      sum + (cases / told.length) * Math.abs(predicted - observed),
    0,
  )
  return { cases: told.length, error, bins }
}
