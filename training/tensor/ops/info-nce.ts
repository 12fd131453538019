import { addInto, panelsOf } from '../linear.ts'
import { runShared, share } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'
import { concatRows, normalizeRows } from './rows.ts'

export interface InfoNceOptions {
  /** τ */
  temperature: number
  /** [M,d]: further candidates beside the positives. */
  negatives?: Var
}

/** Anchors whose cosines a thread holds at a time, as in the kernel. */
const BLOCK_ROWS = 32

/**
 * InfoNCE (van den Oord et al., 2018) by cosine, the mean over a batch of
 *
 *   −log( e^{cos(a_b, p_b)/τ} / Σ_c e^{cos(a_b, c)/τ} ),
 *
 * c over all positives of the batch and the negatives. Normalizes rows to unit length. Fused in blocks
 * of anchors, with both gradients computed in the forward pass: no B × (B+M) matrix is allocated.
 * Gradients are reduced in the order of threads, so bits repeat.
 *
 * @param anchors [B,d], d a multiple of 4
 * @param positives [B,d]
 * @returns [1,1]
 */
export function infoNce(
  tape: Tape,
  anchors: Var,
  positives: Var,
  { temperature, negatives }: InfoNceOptions,
): Var {
  const { rows, cols } = anchors
  if (positives.rows !== rows || positives.cols !== cols || cols % 4 || !(temperature > 0))
    throw new Error(
      `infoNce: anchors [${rows},${cols}] and positives [${positives.rows},${positives.cols}] at ` +
        `temperature ${temperature}: widths must be equal multiples of 4, the temperature > 0`,
    )
  const candidates = negatives ? concatRows(tape, positives, negatives) : positives
  return contrast(tape, normalizeRows(tape, anchors), normalizeRows(tape, candidates), temperature)
}

/** InfoNCE of unit rows; the positive of anchor b is candidate b. */
function contrast(tape: Tape, anchors: Var, candidates: Var, temperature: number): Var {
  const { runtime } = tape
  const { rows: batch, cols: d } = anchors
  const N = candidates.rows
  const padded = Math.ceil(N / 8) * 8
  const panels = panelsOf(runtime, candidates)
  const dAnchors = runtime.room(batch * d * 4)
  const outputs = share(batch, runtime.threads, BLOCK_ROWS).map(() => ({
    slopes: runtime.alloc(padded * d * 4),
    loss: runtime.alloc(8),
  }))
  const mark = runtime.mark()
  const rooms = outputs.map(() => ({
    cosines: runtime.room(BLOCK_ROWS * padded * 4),
    anchors: runtime.room(BLOCK_ROWS * (d + 1) * 4),
  }))
  const shared = [N, d, 1 / temperature, 1 / batch, anchors.pointer, candidates.pointer, panels]
  runShared(
    runtime,
    batch,
    (from, to, thread) => {
      const own = [outputs[thread].slopes, rooms[thread].cosines, rooms[thread].anchors]
      return ['infoNce', from, to, ...shared, dAnchors, ...own, outputs[thread].loss]
    },
    BLOCK_ROWS,
  )
  runtime.release(mark)
  const loss = tape.make(1, 1)
  loss.data[0] = outputs.reduce((sum, output) => sum + runtime.f64(output.loss, 1)[0], 0)
  tape.record(() => {
    const up = loss.grad[0]
    addInto(runtime, anchors.gradient(), dAnchors, batch * d, up)
    for (const { slopes } of outputs) addInto(runtime, candidates.gradient(), slopes, N * d, up)
  })
  return loss
}
