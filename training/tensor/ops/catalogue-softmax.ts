import type { Call } from '../calls.ts'
import { share } from '../runtime.ts'
import { addInto } from '../sparse.ts'
import type { Tape, Var } from '../tape.ts'

/** Queries and what they are scored against. */
export interface CatalogueInputs {
  /** [B·K,d] */
  queries: Var
  /** [N,d] */
  items: Var
  /** [N,1] */
  bias: Var
}

export interface CatalogueOptions {
  /** K */
  intents: number
  pool: 'max' | 'logsumexp' | 'mean'
  /** τ */
  temperature: number
  /** Row b's target items and their weights, which sum to 1. */
  targets: { offsets: Int32Array; index: Int32Array; weight: Float32Array }
  /** Items that row b may not be given; never its targets. */
  mask?: { offsets: Int32Array; index: Int32Array }
  /** Weight of each row; equal unless given. */
  rowWeight?: Float32Array
  /** ε of label smoothing over the items that are not masked. */
  smoothing?: number
}

/** Rows of logits that a thread holds at a time. */
const BLOCK_ROWS = 64
/** Below every logit: what pads the catalogue to a multiple of four. */
const GONE = -1e30

/**
 * Cross-entropy over the whole catalogue, fused: logits, loss and both gradients in one pass over
 * blocks of rows, so that no B × N matrix is ever held.
 *
 *   logit_bi = pool_k(u_bk·z_i)/τ + b_i,  loss = Σ_b w_b·(−Σ_t p_bt·log softmax(logit_b)_t)/Σ w
 *
 * with `logsumexp` pooling τ·log mean_k e^{x_k/τ}, and targets smoothed as (1−ε)·p + ε/N
 * (Szegedy et al., CVPR 2016). Gradients are reduced thread by thread, so bits repeat.
 *
 * @returns [1,1]
 */
export function catalogueSoftmax(
  tape: Tape,
  { queries, items, bias }: CatalogueInputs,
  options: CatalogueOptions,
): Var {
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
  if (
    !Number.isInteger(batch) ||
    targets.offsets.length !== batch + 1 ||
    queries.cols !== d ||
    d % 4 ||
    d > 256
  )
    throw new Error(
      `catalogueSoftmax: queries [${queries.rows},${queries.cols}], items [${N},${d}], ` +
        `${intents} intents and ${targets.offsets.length - 1} rows of targets do not fit`,
    )
  const padded = Math.ceil(N / 4) * 4
  const mask = options.mask ?? { offsets: new Int32Array(batch + 1), index: new Int32Array(0) }
  const weights = rowWeights(batch, options.rowWeight)
  const panels = runtime.alloc(Math.ceil(N / 8) * 8 * d * 4)
  runtime.run([[['packPanels', items.pointer, N, d, panels]]])
  const prior = tape.floats(new Float32Array(padded).fill(GONE))
  runtime.f32(prior, N).set(bias.data)
  const shared = [
    intents, N, padded, d, options.pool === 'max' ? 1 : 0, 1 / temperature, smoothing,
    tape.floats(weights), tape.ints(targets.offsets), tape.ints(targets.index),
    tape.floats(targets.weight), tape.ints(mask.offsets), tape.ints(mask.index),
  ] // biome-ignore format: a kernel's argument list
  const block = Math.max(1, Math.floor(BLOCK_ROWS / intents))
  const dQueries = runtime.alloc(queries.rows * d * 4)
  const outputs = share(batch, runtime.threads).map(() => ({
    items: runtime.alloc(N * d * 4),
    bias: runtime.alloc(padded * 4),
    loss: runtime.alloc(8),
    logits: runtime.alloc(block * intents * padded * 4),
  }))
  const calls = share(batch, runtime.threads).map(([from, to], thread): Call[] => {
    const { items: dItems, bias: dBias, loss, logits } = outputs[thread]
    return [
      [
        'catalogueSoftmax', queries.pointer, items.pointer, panels, prior, dQueries, dItems, dBias,
        ...shared, from, to, block, logits, runtime.scratch[thread], loss,
      ], // biome-ignore format: a kernel's argument list
    ]
  })
  runtime.run(calls)
  const loss = tape.make(1, 1)
  loss.data[0] = outputs.reduce((sum, output) => sum + runtime.f64(output.loss, 1)[0], 0)
  tape.record(() => {
    const up = loss.grad[0]
    addInto(runtime, queries.gradient(), dQueries, queries.rows * d, up)
    for (const output of outputs) {
      addInto(runtime, items.gradient(), output.items, N * d, up)
      addInto(runtime, bias.gradient(), output.bias, N, up)
    }
  })
  return loss
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
