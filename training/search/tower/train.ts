import { towerGrams } from '@tacit-rec/engine'
import { TOWER_BUCKETS, TOWER_WIDTH, type Tower } from '@tacit-rec/pack'
import { createRandom, type Random } from '../../random.ts'
import type { QueryPair } from './pairs.ts'

export interface TowerOptions {
  /** d */
  dim: number
  epochs?: number
  batch?: number
  /** Items beside those of the batch that each query is told apart from. */
  negatives?: number
  temperature?: number
  rate?: number
  seed?: number
  /** Called with the share of the work that is done. */
  progress?: (share: number) => void
}

/**
 * Trains the query tower by InfoNCE (van den Oord et al., 2018) against the items' fixed vectors:
 *
 *   L = −Σ weight · ln( e^{q·z_i/τ} / Σ_{j ∈ B ∪ R} e^{q·z_j/τ} )
 *
 * with the batch's items B and random ones R as negatives. Rows are learned by Adagrad (Duchi et al.,
 * 2011), since most of them are rarely met.
 *
 * @returns a tower of weight 0: `weighTower` chooses it
 * @param vectors z [N,d], unit rows; an all-zero row is no target
 */
export function trainTower(
  pairs: readonly QueryPair[],
  vectors: Float32Array,
  options: TowerOptions,
): Tower {
  const { dim, epochs = 4, batch = 128, negatives = 128, temperature = 0.07 } = options
  const { rate = 0.05, seed = 1, progress = () => {} } = options
  const random = createRandom(seed)
  const read = pairs.flatMap(({ query, item, weight }) => {
    const grams = towerGrams(query)
    return grams.length > 0 && weight > 0 ? [{ grams, item, weight }] : []
  })
  const model = newModel(dim, random)
  const N = vectors.length / dim
  const order = Int32Array.from(read.keys())
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order)
    for (let from = 0; from < order.length; from += batch) {
      const chosen = Array.from(order.subarray(from, from + batch), (n) => read[n])
      const others = Array.from({ length: negatives }, () => random.below(N))
      const items = [...new Set([...chosen.map(({ item }) => item), ...others])]
      step(model, chosen, items, vectors, { temperature, rate })
      progress((epoch + from / order.length) / epochs)
    }
  }
  return quantized(model)
}

interface Example {
  grams: number[]
  item: number
  weight: number
}

interface Model {
  dim: number
  rows: Float32Array
  map: Float32Array
  /** Sums of squared gradients. */
  rowSquares: Float32Array
  mapSquares: Float32Array
}

function newModel(dim: number, random: Random): Model {
  const normals = (length: number, deviation: number) =>
    Float32Array.from({ length }, () => deviation * random.normal())
  return {
    dim,
    rows: normals(TOWER_BUCKETS * TOWER_WIDTH, 0.1),
    map: normals(TOWER_WIDTH * dim, 1 / Math.sqrt(TOWER_WIDTH)),
    rowSquares: new Float32Array(TOWER_BUCKETS * TOWER_WIDTH),
    mapSquares: new Float32Array(TOWER_WIDTH * dim),
  }
}

function step(
  model: Model,
  examples: readonly Example[],
  items: readonly number[],
  vectors: Float32Array,
  { temperature, rate }: { temperature: number; rate: number },
): void {
  const { dim, rows, map, rowSquares, mapSquares } = model
  const W = TOWER_WIDTH
  const places = new Map(items.map((item, place) => [item, place]))
  const logits = new Float64Array(items.length)
  const gradMap = new Float64Array(map.length)
  for (const { grams, item, weight } of examples) {
    const mean = new Float64Array(W)
    for (const gram of grams) for (let c = 0; c < W; c++) mean[c] += rows[gram * W + c]
    for (let c = 0; c < W; c++) mean[c] /= grams.length
    const raw = new Float64Array(dim)
    for (let c = 0; c < W; c++) for (let k = 0; k < dim; k++) raw[k] += mean[c] * map[c * dim + k]
    const length = Math.sqrt(raw.reduce((sum, x) => sum + x * x, 0)) + 1e-9
    let max = Number.NEGATIVE_INFINITY
    for (let n = 0; n < items.length; n++) {
      let dot = 0
      for (let k = 0, at = items[n] * dim; k < dim; k++, at++) dot += raw[k] * vectors[at]
      logits[n] = dot / length / temperature
      max = Math.max(max, logits[n])
    }
    let all = 0
    for (let n = 0; n < items.length; n++) {
      logits[n] = Math.exp(logits[n] - max)
      all += logits[n]
    }
    const target = places.get(item)!
    const gradUnit = new Float64Array(dim)
    for (let n = 0; n < items.length; n++) {
      const g = (weight * (logits[n] / all - (n === target ? 1 : 0))) / temperature
      if (Math.abs(g) < 1e-6) continue
      for (let k = 0, at = items[n] * dim; k < dim; k++, at++) gradUnit[k] += g * vectors[at]
    }
    // Through q = raw / |raw|.
    let along = 0
    for (let k = 0; k < dim; k++) along += (gradUnit[k] * raw[k]) / length
    for (let k = 0; k < dim; k++) gradUnit[k] = (gradUnit[k] - (along * raw[k]) / length) / length
    const gradMean = new Float64Array(W)
    for (let c = 0; c < W; c++)
      for (let k = 0; k < dim; k++) {
        gradMean[c] += gradUnit[k] * map[c * dim + k]
        gradMap[c * dim + k] += gradUnit[k] * mean[c]
      }
    for (const gram of grams)
      for (let c = 0; c < W; c++) {
        const at = gram * W + c
        const g = gradMean[c] / grams.length
        rowSquares[at] += g * g
        rows[at] -= (rate * g) / (Math.sqrt(rowSquares[at]) + 1e-8)
      }
  }
  for (let at = 0; at < map.length; at++) {
    const g = gradMap[at] / examples.length
    mapSquares[at] += g * g
    map[at] -= (rate * g) / (Math.sqrt(mapSquares[at]) + 1e-8)
  }
}

/** One scale for all rows: the length of q does not matter. */
function quantized({ rows, map }: Model): Tower {
  const most = rows.reduce((max, x) => Math.max(max, Math.abs(x)), 0) || 1
  return { rows: Int8Array.from(rows, (x) => Math.round((x * 127) / most)), map, weight: 0 }
}
