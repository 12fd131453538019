/** Weights beside a coverage whose best is 1. */
const HISTORY = 0.04
const POPULARITY = 0.03

/** What a query tower adds to the coverage. */
export interface Nearness {
  /** [N], 0…1 */
  near: ArrayLike<number>
  weight: number
}

/**
 * The joined score of what a query found:
 *
 *   s_i = cover_i / max cover + w · near_i + 0.04 · std_i(h) + 0.03 · ln(1 + n_i)
 *
 * w is the weight that the tower was given in training. So the visitor's own ranking h and popularity n order what
 * covers the query about equally.
 *
 * @param coverage [N]; 0: not found
 * @param history [N] scores by the history; null without one
 * @param popularity [N]
 * @param tower null without one
 * @returns [N]; -Infinity: not found
 */
export function join(
  coverage: Float32Array,
  history: ArrayLike<number> | null,
  popularity: ArrayLike<number>,
  tower: Nearness | null = null,
): Float32Array {
  let best = 0
  for (const value of coverage) best = Math.max(best, value)
  const { mean, deviation } = history ? spread(history) : { mean: 0, deviation: 1 }
  return coverage.map((value, item) => {
    if (!(value > 0)) return Number.NEGATIVE_INFINITY
    const personal = history ? (HISTORY * (history[item] - mean)) / deviation : 0
    const meant = tower ? tower.weight * tower.near[item] : 0
    return value / best + meant + personal + POPULARITY * Math.log1p(Math.max(0, popularity[item]))
  })
}

/** Mean and standard deviation, which is never 0. */
export function spread(values: ArrayLike<number>): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < values.length; i++) sum += values[i]
  const mean = sum / (values.length || 1)
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / (values.length || 1)) + 1e-9 }
}
