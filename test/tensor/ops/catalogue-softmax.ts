import { nn, numpy as np } from '@jax-js/jax'
import { createRandom, type Random } from '../../../training/random.ts'
import {
  type CatalogueOptions,
  catalogueSoftmax,
  type Tape,
} from '../../../training/tensor/index.ts'
import { dot, logSumExp, rowsOf } from '../float64.ts'
import { constant, times } from '../jax-arrays.ts'
import { type OpCase, type OpCases, ones, type Refusals } from '../op-case.ts'

/** One to three targets a row whose weights sum to 1, and a mask of some other items. */
function draw(batch: number, items: number, random: Random) {
  const targets = { offsets: [0], index: [] as number[], weight: [] as number[] }
  const mask = { offsets: [0], index: [] as number[] }
  for (let b = 0; b < batch; b++) {
    const order = [...random.shuffle(Int32Array.from({ length: items }, (_, i) => i))]
    const many = 1 + random.below(Math.min(3, items - 1))
    targets.index.push(...order.slice(0, many))
    targets.weight.push(...Array.from({ length: many }, () => 1 / many))
    targets.offsets.push(targets.index.length)
    mask.index.push(...order.slice(many, many + random.below(items - many)))
    mask.offsets.push(mask.index.length)
  }
  const ints = (values: number[]) => Int32Array.from(values)
  return {
    targets: {
      offsets: ints(targets.offsets),
      index: ints(targets.index),
      weight: Float32Array.from(targets.weight),
    },
    mask: { offsets: ints(mask.offsets), index: ints(mask.index) },
  }
}

/**
 * The unmasked items of row b, and −∂loss/∂(log softmax): its smoothed targets times its share of
 * the rows' weight. Both [B,N].
 */
function aims(options: CatalogueOptions, N: number) {
  const { targets, mask, smoothing = 0 } = options
  const batch = targets.offsets.length - 1
  const rowWeight = options.rowWeight ?? new Float32Array(batch).fill(1)
  const all = rowWeight.reduce((a, b) => a + b, 0)
  const open = new Float64Array(batch * N).fill(1)
  const wanted = new Float64Array(batch * N)
  for (let b = 0; b < batch; b++) {
    const hidden = mask?.index.subarray(mask.offsets[b], mask.offsets[b + 1]) ?? []
    for (const i of hidden) open[b * N + i] = 0
    const weight = rowWeight[b] / all
    for (let i = 0; i < N; i++)
      wanted[b * N + i] = (open[b * N + i] * weight * smoothing) / (N - hidden.length)
    for (let t = targets.offsets[b]; t < targets.offsets[b + 1]; t++)
      wanted[b * N + targets.index[t]] += weight * (1 - smoothing) * targets.weight[t]
  }
  return { batch, open, wanted }
}

/** Row by row, with the B × N logits in full. */
function reference(
  options: CatalogueOptions,
  { batch, open, wanted }: ReturnType<typeof aims>,
  [queries, items, bias]: (Float64Array | undefined)[],
  dim: number,
): number {
  const { intents, pool, temperature } = options
  const [q, z] = [rowsOf(queries!, dim), rowsOf(items!, dim)]
  const N = z.length
  let loss = 0
  for (let b = 0; b < batch; b++) {
    const logits = Float64Array.from(z, (item, i) => {
      if (!open[b * N + i]) return -Infinity
      const own = q.slice(b * intents, (b + 1) * intents)
      return (
        pooled(
          own.map((row) => dot(row, item) / temperature),
          pool,
        ) + (bias?.[i] ?? 0)
      )
    })
    const total = logSumExp(logits)
    for (let i = 0; i < N; i++)
      if (wanted[b * N + i]) loss -= wanted[b * N + i] * (logits[i] - total)
  }
  return loss
}

function pooled(x: number[], pool: CatalogueOptions['pool']): number {
  if (pool === 'max') return Math.max(...x)
  if (pool === 'mean') return x.reduce((a, b) => a + b, 0) / x.length
  return logSumExp(x) - Math.log(x.length)
}

function oracle(
  options: CatalogueOptions,
  { batch, open, wanted }: ReturnType<typeof aims>,
  [queries, items, bias]: (np.Array | undefined)[],
): np.Array {
  const { intents, temperature, pool } = options
  const N = open.length / batch
  const scores = times(queries!, items!)
    .reshape([batch, intents, N])
    .mul(1 / temperature)
  const pooledScores = {
    max: () => np.max(scores, 1),
    mean: () => np.mean(scores, 1),
    logsumexp: () => nn.logsumexp(scores, 1).sub(Math.log(intents)),
  }[pool]()
  const closed = open.map((v) => 1e9 * (v - 1))
  const biased = bias ? pooledScores.add(bias.reshape([1, N])) : pooledScores
  return nn
    .logSoftmax(biased.add(constant(closed, [batch, N])), 1)
    .mul(constant(wanted, [batch, N]))
    .sum()
    .mul(-1)
}

interface Setting extends Partial<CatalogueOptions> {
  pool: CatalogueOptions['pool']
  size: [batch: number, items: number, dim: number, intents: number]
  spread?: number
  biased?: boolean
  masked?: boolean
  tolerance?: number
}

function caseOf(setting: Setting): OpCase {
  const { size, spread, biased = true, masked = true, tolerance, ...rest } = setting
  const [batch, items, dim, intents] = size
  const { targets, mask } = draw(batch, items, createRandom(11))
  const options: CatalogueOptions = { intents, temperature: 0.5, targets, ...rest }
  if (masked) options.mask = mask
  const given = aims(options, items)
  return {
    note: JSON.stringify({ intents, masked, ...rest }),
    shapes: [[batch * intents, dim], [items, dim], ...(biased ? [[items, 1] as const] : [])],
    spread,
    tolerance,
    engine: (tape, queries, table, bias) =>
      catalogueSoftmax(tape, { queries, items: table, bias: bias ?? null }, options),
    reference: (...inputs) => [reference(options, given, inputs, dim)],
    oracle: (...inputs) => oracle(options, given, inputs),
  }
}

const POOLS = ['max', 'logsumexp', 'mean'] as const
const rowWeight = Float32Array.of(1, 0.25, 0, 3)

const settings: Setting[] = [
  ...POOLS.flatMap((pool): Setting[] => [
    ...[1, 4].flatMap((intents): Setting[] => [
      { pool, size: [3, 17, 8, intents] },
      { pool, size: [3, 17, 8, intents], masked: false },
      { pool, size: [3, 16, 4, intents], biased: false },
    ]),
    { pool, size: [4, 19, 12, 1], smoothing: 0.1, rowWeight },
    { pool, size: [4, 19, 12, 3], smoothing: 0.1, rowWeight },
    // More rows than a block.
    { pool, size: [71, 13, 4, 2] },
    // Scores of some hundreds: e^{x − max} underflows float32 for most items, including targets.
    ...[1, 3].flatMap((intents) =>
      [0, 0.1].map((smoothing): Setting => {
        const far = { spread: 5, temperature: 0.2, tolerance: 3e-5 }
        return { pool, size: [3, 15, 8, intents], smoothing, ...far }
      }),
    ),
  ]),
  // Wide rows, an odd width in vectors, a catalogue of two items.
  { pool: 'logsumexp', size: [2, 9, 300, 2], spread: 0.3 },
  { pool: 'max', size: [3, 10, 20, 1] },
  { pool: 'max', size: [2, 2, 4, 1], masked: false },
]

export const cases: OpCases = { catalogueSoftmax: settings.map(caseOf) }

function attempt(tape: Tape, change: Partial<CatalogueOptions>) {
  const good: CatalogueOptions = {
    intents: 1,
    pool: 'max',
    temperature: 1,
    targets: {
      offsets: Int32Array.of(0, 1, 2),
      index: Int32Array.of(0, 2),
      weight: Float32Array.of(1, 1),
    },
  }
  const inputs = { queries: ones(tape, 2, 4), items: ones(tape, 3, 4), bias: null }
  catalogueSoftmax(tape, inputs, good)
  return catalogueSoftmax(tape, inputs, { ...good, ...change })
}

const offsets = Int32Array.of(0, 1, 1)

export const refusals: Refusals = {
  'catalogueSoftmax: queries [2,4] of 3 intents': (tape) => attempt(tape, { intents: 3 }),
  'temperature 0': (tape) => attempt(tape, { temperature: 0 }),
  'target 3 of row 1': (tape) => {
    const weight = Float32Array.of(1, 1)
    const targets = { offsets: Int32Array.of(0, 1, 2), index: Int32Array.of(0, 3), weight }
    return attempt(tape, { targets })
  },
  'masked item -1 of row 0': (tape) =>
    attempt(tape, { mask: { offsets, index: Int32Array.of(-1) } }),
  'row 0: item 0 is a target and masked': (tape) =>
    attempt(tape, { mask: { offsets, index: Int32Array.of(0) } }),
}
