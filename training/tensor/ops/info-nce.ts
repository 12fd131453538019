import type { Tape, Var } from '../tape.ts'
import { catalogueSoftmax } from './catalogue-softmax.ts'
import { concatRows, normalizeRows } from './rows.ts'

export interface InfoNceOptions {
  /** τ */
  temperature: number
  /** [M,d]: candidates beside the positives. */
  negatives?: Var
}

/**
 * InfoNCE (van den Oord et al., 2018) by cosine, the mean over a batch of
 *
 *   −log( e^{cos(a_b, p_b)/τ} / Σ_c e^{cos(a_b, c)/τ} ),
 *
 * c all positives of the batch and the negatives: a row's own positive against everybody's. Rows
 * are brought to unit length here. The softmax over the candidates is that of a catalogue, fused
 * and in blocks, so that no B × (B+M) matrix is held; its gradients are made on the way forward.
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
  const batch = anchors.rows
  if (positives.rows !== batch)
    throw new Error(`infoNce: ${batch} anchors and ${positives.rows} positives`)
  const queries = normalizeRows(tape, anchors)
  const candidates = negatives ? concatRows(tape, positives, negatives) : positives
  const items = normalizeRows(tape, candidates)
  const targets = {
    offsets: Int32Array.from({ length: batch + 1 }, (_, b) => b),
    index: Int32Array.from({ length: batch }, (_, b) => b),
    weight: new Float32Array(batch).fill(1),
  }
  const options = { intents: 1, pool: 'max', temperature, targets } as const
  return catalogueSoftmax(tape, { queries, items, bias: null }, options)
}
