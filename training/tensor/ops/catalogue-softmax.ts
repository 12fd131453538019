import type { Call } from '../calls.ts'
import { addInto, panelsOf } from '../linear.ts'
import { runShared, share } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'
import type { Masks } from '../top-items.ts'

/** Queries, and the items they are scored against. */
export interface CatalogueInputs {
  /** [B·K,d] */
  queries: Var
  /** [N,d] */
  items: Var
  /** [N,1] */
  bias: Var | null
}

export interface CatalogueOptions {
  /** K */
  intents: number
  pool: 'max' | 'logsumexp' | 'mean'
  /** τ */
  temperature: number
  /** Row b's target items and their weights, which sum to 1. */
  targets: { offsets: Int32Array; index: Int32Array; weight: Float32Array }
  /** Items excluded from row b; must not be its targets. */
  mask?: Masks
  /** Weight of each row; equal by default. */
  rowWeight?: Float32Array
  /** ε of label smoothing over the items that are not masked. */
  smoothing?: number
}

/** Query rows whose scores a thread holds at a time, so that they stay in its cache. */
const BLOCK_ROWS = 32

/**
 * Cross-entropy over the whole catalogue, fused: logits, loss and both gradients in one pass over
 * blocks of rows, so that no B × N matrix is allocated.
 *
 *   logit_bi = pool_k(u_bk·z_i)/τ + b_i,  loss = Σ_b w_b·(−Σ_t p_bt·log softmax(logit_b)_t)/Σ w
 *
 * with `logsumexp` pooling τ·log mean_k e^{x_k/τ}, and targets smoothed as (1−ε)·p + ε/N over the
 * items that are not masked (Szegedy et al., CVPR 2016). Each row's largest logit is subtracted, so
 * bias and 1/τ may have any size. Gradients are reduced in the order of threads, so bits repeat.
 *
 * @returns [1,1]
 * @throws Error for a width that is not a multiple of 4, for shapes that do not match, for a target
 *   that is out of range or masked
 */
export function catalogueSoftmax(
  tape: Tape,
  { queries, items, bias }: CatalogueInputs,
  options: CatalogueOptions,
): Var {
  check(queries, items, bias, options)
  if (options.pool === 'mean' && options.intents > 1)
    return catalogueSoftmax(
      tape,
      { queries: meanIntents(tape, queries, options.intents), items, bias },
      { ...options, intents: 1, pool: 'max' },
    )
  const { runtime } = tape
  const { intents, temperature, targets, smoothing = 0 } = options
  const [N, d] = [items.rows, items.cols]
  const batch = queries.rows / intents
  const padded = Math.ceil(N / 8) * 8
  const mask = options.mask ?? { offsets: new Int32Array(batch + 1), index: new Int32Array(0) }
  const panels = panelsOf(runtime, items)
  const prior = bias ? runtime.alloc(padded * 4) : 0
  if (bias) runtime.f32(prior, N).set(bias.data)
  const block = Math.max(1, Math.floor(BLOCK_ROWS / intents))
  const dQueries = runtime.room(queries.rows * d * 4)
  const shared = [
    block,
    intents,
    N,
    d,
    options.pool === 'max' ? 1 : 0,
    1 / temperature,
    smoothing,
    queries.pointer,
    items.pointer,
    panels,
    prior,
    tape.ints(targets.offsets),
    tape.ints(targets.index),
    tape.floats(targets.weight),
    tape.ints(mask.offsets),
    tape.ints(mask.index),
    tape.floats(rowWeights(batch, options.rowWeight)),
    dQueries,
  ]
  const outputs = share(batch, runtime.threads, block).map(() => ({
    items: runtime.alloc(padded * d * 4),
    bias: runtime.alloc(padded * 4),
    loss: runtime.alloc(8),
  }))
  const mark = runtime.mark()
  const rooms = outputs.map(() => ({
    scores: runtime.room((block * intents + 3) * padded * 4),
    logits: runtime.room(padded * 4),
  }))
  const call = (from: number, to: number, thread: number): Call => {
    const own = [outputs[thread].items, outputs[thread].bias]
    const room = [rooms[thread].scores, rooms[thread].logits]
    return ['catalogueSoftmax', from, to, ...shared, ...own, ...room, outputs[thread].loss]
  }
  runShared(runtime, batch, call, block)
  runtime.release(mark)
  const loss = tape.make(1, 1)
  loss.data[0] = outputs.reduce((sum, output) => sum + runtime.f64(output.loss, 1)[0], 0)
  tape.record(() => {
    const up = loss.grad[0]
    addInto(runtime, queries.gradient(), dQueries, queries.rows * d, up)
    for (const output of outputs) {
      addInto(runtime, items.gradient(), output.items, N * d, up)
      if (bias) addInto(runtime, bias.gradient(), output.bias, N, up)
    }
  })
  return loss
}

function check(queries: Var, items: Var, bias: Var | null, options: CatalogueOptions): void {
  const { intents, temperature, targets, mask, rowWeight } = options
  const [N, d] = [items.rows, items.cols]
  const batch = queries.rows / intents
  const rows = [targets.offsets.length - 1, (mask ?? targets).offsets.length - 1]
  if (rows.some((r) => r !== batch) || (rowWeight?.length ?? batch) !== batch)
    throw new Error(
      `catalogueSoftmax: queries [${queries.rows},${queries.cols}] of ${intents} intents and ` +
        `${rows[0]} rows of targets, ${rows[1]} of masks do not match`,
    )
  if (queries.cols !== d || d % 4 || (bias && bias.rows !== N))
    throw new Error(
      `catalogueSoftmax: queries of width ${queries.cols}, items [${N},${d}] and a bias of ` +
        `${bias?.rows} do not match: widths must be equal multiples of 4`,
    )
  if (!(temperature > 0))
    throw new Error(`catalogueSoftmax: temperature ${temperature} must be > 0`)
  // For each item, 1 + the last row that masks it.
  const masked = new Int32Array(N)
  const outside = (i: number) => !(i >= 0 && i < N)
  for (let b = 0; b < batch; b++) {
    for (let m = mask?.offsets[b] ?? 0; m < (mask?.offsets[b + 1] ?? 0); m++) {
      const i = mask!.index[m]
      if (outside(i)) throw new Error(`catalogueSoftmax: masked item ${i} of row ${b}, of ${N}`)
      masked[i] = b + 1
    }
    for (let t = targets.offsets[b]; t < targets.offsets[b + 1]; t++) {
      const i = targets.index[t]
      if (outside(i)) throw new Error(`catalogueSoftmax: target ${i} of row ${b}, of ${N} items`)
      if (masked[i] === b + 1)
        throw new Error(`catalogueSoftmax: row ${b}: item ${i} is a target and masked`)
    }
  }
}

function rowWeights(batch: number, given?: Float32Array): Float32Array {
  const weights = given ?? new Float32Array(batch).fill(1)
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((w) => w / total)
}

/** The mean of every K rows: scoring is linear, so a mean of scores is the score of the mean. */
function meanIntents(tape: Tape, queries: Var, intents: number): Var {
  const { cols } = queries
  const out = tape.make(queries.rows / intents, cols)
  out.data.fill(0)
  const each = (visit: (mean: number, own: number) => void) => {
    for (let row = 0; row < queries.rows; row++)
      for (let c = 0; c < cols; c++) visit(Math.floor(row / intents) * cols + c, row * cols + c)
  }
  each((mean, own) => {
    out.data[mean] += queries.data[own] / intents
  })
  tape.record(() => {
    const [to, from] = [queries.grad, out.grad]
    each((mean, own) => {
      to[own] += from[mean] / intents
    })
  })
  return out
}
