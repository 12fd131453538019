import type { Random } from '../../../random.ts'
import { gather, infoNce, parameter, replaceRows } from '../../../tensor/index.ts'
import { SHARE } from '../../settings.ts'
import { defineFramework } from '../framework.ts'
import { MAX_CONTRASTED, xavier } from '../nodes.ts'
import { nodeText } from './text-batch.ts'
import { createTower } from './tower.ts'

/**
 * RLMRec-Gen (Ren et al., WWW 2024, generative alignment): before propagation a share of the nodes
 * M is masked, their embeddings replaced by one learned token, and their final embeddings have to
 * reconstruct their profiles' texts s:
 *
 *   L += λ·InfoNCE(MLP(e_M), s_M)
 *
 * by cosine at temperature τ, the MLP from d to the text's width, e the final embeddings, which BPR
 * uses too. The masked nodes are drawn anew every step.
 *
 * Defaults as released with RLMRec for LightGCN; `anchors` is the max number of masked nodes that
 * are reconstructed in a step.
 */
export const rlmrecGen = defineFramework({
  name: 'rlmrec-gen',
  needs: 'text',
  defaults: {
    maskShare: 0.1,
    reconstructionWeight: 0.1,
    reconstructionTemperature: 0.2,
    anchors: MAX_CONTRASTED,
  },
  rules: { maskShare: SHARE },
  axes: { reconstructionWeight: [0.03, 0.1, 0.3], maskShare: [0.1, 0.2] },
  build({ nodes }, options, { maskShare, reconstructionWeight, anchors, ...settings }) {
    const { runtime, random, count } = nodes
    const text = nodeText(options.text, nodes)
    const dim = nodes.embedding.cols
    // Not zero: a masked node without edges would have no direction, and an unbounded gradient.
    const token = parameter(runtime, 1, dim, xavier(random, 1, dim))
    const tower = createTower(nodes, 'reconstruction', dim, text.width)
    const order = Int32Array.from({ length: count }, (_, n) => n)
    const many = Math.max(1, Math.floor(count * maskShare))
    let masked: Int32Array = new Int32Array(0)
    return {
      parameters: new Map([['mask token', token], ...tower.parameters]),
      start(tape, embedding) {
        masked = drawDistinct(order, many, random)
        return replaceRows(tape, embedding, masked, token)
      },
      terms(tape, _, { final }) {
        const some = masked.subarray(0, anchors)
        const reconstructed = tower.apply(tape, gather(tape, final, some))
        const loss = infoNce(tape, reconstructed, text.rows(tape, some), {
          temperature: settings.reconstructionTemperature,
        })
        return [{ name: 'reconstruction', weight: reconstructionWeight, loss }]
      },
    }
  },
})

/** Draws distinct values: the first ones of a shuffle (Fisher & Yates). */
function drawDistinct(values: Int32Array, many: number, random: Random): Int32Array {
  // Copied, so that a draw depends on the random state alone.
  const order = Int32Array.from(values)
  for (let n = 0; n < many; n++) {
    const other = n + random.below(order.length - n)
    const swapped = order[n]
    order[n] = order[other]
    order[other] = swapped
  }
  return order.slice(0, many)
}
