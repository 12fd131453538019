import type { CatalogueOptions } from '../../training/tensor/index.ts'

/** The loss of ops/catalogue-softmax.ts, row by row in float64, with the B × N logits in full. */
export function catalogueLoss(
  options: CatalogueOptions,
  dim: number,
  queries: ArrayLike<number>,
  items: ArrayLike<number>,
  bias?: ArrayLike<number>,
): number {
  const { intents, pool, temperature, targets, mask, rowWeight, smoothing = 0 } = options
  const batch = targets.offsets.length - 1
  const count = items.length / dim
  let [loss, weights] = [0, 0]
  for (let b = 0; b < batch; b++) {
    const masked = new Set(mask?.index.subarray(mask.offsets[b], mask.offsets[b + 1]))
    const open = Array.from({ length: count }, (_, i) => i).filter((i) => !masked.has(i))
    const logit = (i: number) => {
      const x = Array.from({ length: intents }, (_, k) => {
        let dot = 0
        for (let c = 0; c < dim; c++)
          dot += queries[(b * intents + k) * dim + c] * items[i * dim + c]
        return dot / temperature
      })
      return pooled(x, pool) + (bias?.[i] ?? 0)
    }
    const logits = new Map(open.map((i) => [i, logit(i)]))
    const total = logSumExp([...logits.values()])
    let row = 0
    for (let t = targets.offsets[b]; t < targets.offsets[b + 1]; t++)
      row -= (1 - smoothing) * targets.weight[t] * (logits.get(targets.index[t])! - total)
    for (const x of logits.values()) row -= (smoothing / open.length) * (x - total)
    const weight = rowWeight?.[b] ?? 1
    loss += weight * row
    weights += weight
  }
  return loss / weights
}

function pooled(x: number[], pool: CatalogueOptions['pool']): number {
  if (pool === 'max') return Math.max(...x)
  if (pool === 'mean') return x.reduce((a, b) => a + b, 0) / x.length
  return logSumExp(x) - Math.log(x.length)
}

function logSumExp(x: number[]): number {
  const most = Math.max(...x)
  return most + Math.log(x.reduce((sum, v) => sum + Math.exp(v - most), 0))
}
