import { createRandom, type Random } from '../random.ts'

export interface Clusters {
  /** Unit centroids [P,d]. */
  centroids: Float32Array
  /** P; fewer than asked for where there are fewer directions. */
  count: number
  /** Row → its nearest centroid, ties to the lower; −1 for a row of zeros. */
  cluster: Int32Array
}

/** Rows that are enough to place one centroid well; more only take time. */
const ROWS_PER_CENTROID = 256
const MAX_ROUNDS = 20

/**
 * Spherical k-means (Dhillon & Modha, Machine Learning 42, 2001): centroids are the directions that
 * the sum of cosines between rows and their nearest centroid is (locally) largest for. Starts as
 * k-means++ does (Arthur & Vassilvitskii, SODA 2007) with 1 − cos as the distance, and is fitted on
 * a seeded sample where there are more than 256 rows for each centroid.
 *
 * @param rows [N,d] of any length; only directions count
 * @param before a grouping to start from, row → group or −1: the directions of the largest groups'
 *   sums are the first starts
 */
export function sphericalKMeans(
  rows: Float32Array,
  dim: number,
  count: number,
  seed: number,
  before?: Int32Array,
): Clusters {
  const unit = unitRows(rows, dim)
  const random = createRandom(seed)
  const n = rows.length / dim
  const filled = Int32Array.from({ length: n }, (_, i) => i).filter((i) => !isZero(unit, dim, i))
  const sample = random
    .shuffle(filled.slice())
    .slice(0, ROWS_PER_CENTROID * count)
    .sort()
  const given = before ? directionsOf(unit, dim, before, count) : new Float32Array(0)
  const centroids = firstCentroids(unit, dim, sample, given, count, random)
  const found = centroids.length / dim
  let last: Int32Array | null = null
  for (let round = 0; found > 0 && round < MAX_ROUNDS; round++) {
    const nearest = assign(unit, dim, sample, centroids)
    if (last?.every((cluster, s) => cluster === nearest[s])) break
    moveCentroids(unit, dim, sample, nearest, centroids)
    last = nearest
  }
  return { centroids, count: found, cluster: nearestCentroids(unit, dim, centroids) }
}

/** Row → the nearest centroid, ties to the lower; −1 for a row of zeros, or without centroids. */
export function nearestCentroids(
  unit: Float32Array,
  dim: number,
  centroids: Float32Array,
): Int32Array<ArrayBuffer> {
  const rows = Int32Array.from({ length: unit.length / dim }, (_, row) => row)
  if (centroids.length === 0) return rows.fill(-1)
  const nearest = assign(unit, dim, rows, centroids)
  return rows.map((row) => (isZero(unit, dim, row) ? -1 : nearest[row]))
}

/** Rows brought to unit length; a row of zeros stays one. */
export function unitRows(rows: Float32Array, dim: number): Float32Array {
  const unit = new Float32Array(rows.length)
  for (let from = 0; from < rows.length; from += dim) {
    let squares = 0
    for (let c = from; c < from + dim; c++) squares += rows[c] ** 2
    const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let c = from; c < from + dim; c++) unit[c] = rows[c] * factor
  }
  return unit
}

/** a_i · b_j of two row-major tables. */
export function dotRows(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  dim: number,
): number {
  // Four sums at a time: one alone waits for each addition before the next.
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let p = i * dim
  let q = j * dim
  const end = p + dim
  for (; p + 3 < end; p += 4, q += 4) {
    s0 += a[p] * b[q]
    s1 += a[p + 1] * b[q + 1]
    s2 += a[p + 2] * b[q + 2]
    s3 += a[p + 3] * b[q + 3]
  }
  for (; p < end; p++, q++) s0 += a[p] * b[q]
  return s0 + s1 + s2 + s3
}

function isZero(rows: Float32Array, dim: number, i: number): boolean {
  return dotRows(rows, i, rows, i, dim) === 0
}

/** Unit directions of the groups' sums, of the `most` largest groups that have one. */
function directionsOf(
  unit: Float32Array,
  dim: number,
  group: Int32Array,
  most: number,
): Float32Array {
  const groups = group.reduce((a, b) => Math.max(a, b), -1) + 1
  const size = new Int32Array(groups)
  const sums = new Float32Array(groups * dim)
  for (const [row, g] of group.entries()) {
    if (g < 0) continue
    size[g]++
    for (let c = 0; c < dim; c++) sums[g * dim + c] += unit[row * dim + c]
  }
  const directions = unitRows(sums, dim)
  const largest = Array.from(size.keys())
    .filter((g) => !isZero(directions, dim, g))
    .sort((a, b) => size[b] - size[a] || a - b)
    .slice(0, most)
  return Float32Array.from(largest.flatMap((g) => [...directions.subarray(g * dim, (g + 1) * dim)]))
}

/**
 * The given starts, then rows, each drawn with probability in proportion to 1 − cos to the nearest
 * start so far.
 */
function firstCentroids(
  unit: Float32Array,
  dim: number,
  sample: Int32Array,
  given: Float32Array,
  count: number,
  random: Random,
): Float32Array {
  const centroids = new Float32Array(Math.min(count, sample.length) * dim)
  centroids.set(given.subarray(0, centroids.length))
  const distance = new Float64Array(sample.length).fill(1)
  for (let from = 0; from < centroids.length; from += dim) {
    if (from >= given.length) {
      const at = draw(distance, random)
      if (at < 0) return centroids.slice(0, from)
      centroids.set(unit.subarray(sample[at] * dim, (sample[at] + 1) * dim), from)
    }
    for (let s = 0; s < sample.length; s++) {
      const away = 1 - dotRows(unit, sample[s], centroids, from / dim, dim)
      // Rounding leaves equal directions a trace apart; they are one.
      distance[s] = Math.min(distance[s], away < 1e-6 ? 0 : away)
    }
  }
  return centroids
}

/** An index drawn in proportion to its weight; −1 where all are 0. */
function draw(weights: Float64Array, random: Random): number {
  const total = weights.reduce((a, b) => a + b, 0)
  let left = random.uniform() * total
  let last = -1
  for (let s = 0; s < weights.length; s++) {
    if (weights[s] === 0) continue
    last = s
    left -= weights[s]
    if (left < 0) return s
  }
  return last
}

function assign(
  unit: Float32Array,
  dim: number,
  sample: Int32Array,
  centroids: Float32Array,
): Int32Array {
  const count = centroids.length / dim
  return sample.map((row) => {
    let best = 0
    let most = Number.NEGATIVE_INFINITY
    for (let p = 0; p < count; p++) {
      const cos = dotRows(unit, row, centroids, p, dim)
      if (cos <= most) continue
      best = p
      most = cos
    }
    return best
  })
}

/** Centroids become the directions of their rows' sums; one without rows stays where it is. */
function moveCentroids(
  unit: Float32Array,
  dim: number,
  sample: Int32Array,
  nearest: Int32Array,
  centroids: Float32Array,
): void {
  const sums = new Float64Array(centroids.length)
  for (let s = 0; s < sample.length; s++)
    for (let c = 0; c < dim; c++) sums[nearest[s] * dim + c] += unit[sample[s] * dim + c]
  for (let from = 0; from < sums.length; from += dim) {
    const sum = sums.subarray(from, from + dim)
    const length = Math.sqrt(sum.reduce((squares, v) => squares + v * v, 0))
    if (length > 1e-9) for (let c = 0; c < dim; c++) centroids[from + c] = sum[c] / length
  }
}
