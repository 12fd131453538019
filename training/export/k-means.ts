import { createRandom, type Random } from '../random.ts'

export interface Clusters {
  /** Unit centroids [P,d]. */
  centroids: Float32Array
  /** P; fewer than requested if the rows have fewer directions. */
  count: number
  /** Row → its nearest centroid, ties to the lower; −1 for a row of zeros. */
  cluster: Int32Array
}

/** Rows per centroid of the fitted sample; more take time and move centroids little. */
const ROWS_PER_CENTROID = 256
const MAX_ROUNDS = 20

/**
 * Spherical k-means (Dhillon & Modha, Machine Learning 42, 2001): directions that (locally)
 * maximize the sum of cosines between rows and their nearest centroid. Starts as k-means++ (Arthur
 * & Vassilvitskii, SODA 2007) with 1 − cos as the distance. Fits on a seeded sample of at most 256
 * rows per centroid.
 *
 * @param rows [N,d] of any length; only directions count
 * @param before a warm start, row → group or −1: the sums of the largest groups are the first
 *   starts
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
  const warm = before ? directionsOf(unit, dim, before, count) : new Float32Array(0)
  const centroids = firstCentroids(unit, dim, sample, warm, count, random)
  const placed = centroids.length / dim
  let last: Int32Array | null = null
  for (let round = 0; placed > 0 && round < MAX_ROUNDS; round++) {
    const nearest = assign(unit, dim, sample, centroids)
    if (last?.every((cluster, s) => cluster === nearest[s])) break
    moveCentroids(unit, dim, sample, nearest, centroids)
    last = nearest
  }
  return { centroids, count: placed, cluster: nearestCentroids(unit, dim, centroids) }
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

/** Rows scaled to unit length; rows of zeros stay zero. */
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
  // Four sums, so that an addition need not wait for the one before.
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

/** Unit directions of the groups' sums, of the `max` largest groups whose sum is not zero. */
function directionsOf(
  unit: Float32Array,
  dim: number,
  group: Int32Array,
  max: number,
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
    .slice(0, max)
  return Float32Array.from(largest.flatMap((g) => [...directions.subarray(g * dim, (g + 1) * dim)]))
}

/**
 * The warm starts, then rows, each drawn with probability proportional to 1 − cos to the nearest
 * start so far.
 */
function firstCentroids(
  unit: Float32Array,
  dim: number,
  sample: Int32Array,
  warm: Float32Array,
  count: number,
  random: Random,
): Float32Array {
  const centroids = new Float32Array(Math.min(count, sample.length) * dim)
  centroids.set(warm.subarray(0, centroids.length))
  const distance = new Float64Array(sample.length).fill(1)
  for (let from = 0; from < centroids.length; from += dim) {
    if (from >= warm.length) {
      const at = draw(distance, random)
      if (at < 0) return centroids.slice(0, from)
      centroids.set(unit.subarray(sample[at] * dim, (sample[at] + 1) * dim), from)
    }
    for (let s = 0; s < sample.length; s++) {
      const away = 1 - dotRows(unit, sample[s], centroids, from / dim, dim)
      // Rounding separates equal directions slightly; they count as one.
      distance[s] = Math.min(distance[s], away < 1e-6 ? 0 : away)
    }
  }
  return centroids
}

/** Draws an index with probability proportional to its weight; −1 if all are 0. */
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
    let max = Number.NEGATIVE_INFINITY
    for (let p = 0; p < count; p++) {
      const cos = dotRows(unit, row, centroids, p, dim)
      if (cos <= max) continue
      best = p
      max = cos
    }
    return best
  })
}

/** Moves centroids to the directions of their rows' sums; one without rows stays. */
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
