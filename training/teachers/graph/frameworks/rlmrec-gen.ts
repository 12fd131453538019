import type { Random } from '../../../random.ts'
import { gather, infoNce, parameter, replaceRows } from '../../../tensor/index.ts'
import type { BuildFramework } from '../framework.ts'
import { xavier } from '../nodes.ts'
import { readSettings } from '../settings.ts'
import { nodeText } from './text-batch.ts'
import { createTower } from './tower.ts'

/** As released with RLMRec for LightGCN; at most so many masked nodes are reconstructed a step. */
const DEFAULTS = {
  ...{ maskShare: 0.1, reconstructionWeight: 0.1, reconstructionTemperature: 0.2 },
  anchors: 4096,
}

/**
 * RLMRec-Gen (Ren et al., WWW 2024, generative alignment): a share of the nodes M is masked before
 * propagation, its embeddings replaced by one learned token, and what the graph then knows of them
 * has to tell their profiles' texts s:
 *
 *   L += λ·InfoNCE(MLP(e_M), s_M)
 *
 * by cosine at temperature τ, the MLP from d to the text's width, e the final embeddings, with which
 * BPR is computed too. Other nodes are drawn each step.
 */
export const rlmrecGen: BuildFramework = ({ nodes }, options) => {
  const settings = readSettings(DEFAULTS, options.settings)
  const { maskShare, reconstructionWeight, reconstructionTemperature, anchors } = settings
  const { runtime, random, count } = nodes
  const text = nodeText(options.text, nodes)
  const dim = nodes.embedding.cols
  // Not zero: a masked node whose edges are dropped would have no direction, and a slope without bound.
  const token = parameter(runtime, 1, dim, xavier(random, 1, dim))
  const tower = createTower(nodes, 'reconstruction', dim, text.width)
  const order = Int32Array.from({ length: count }, (_, n) => n)
  const many = Math.max(1, Math.floor(count * maskShare))
  let masked: Int32Array = new Int32Array(0)
  return {
    settings,
    parameters: new Map([['mask token', token], ...tower.parameters]),
    start(tape, embedding) {
      masked = drawSome(order, many, random)
      return replaceRows(tape, embedding, masked, token)
    },
    terms(tape, _, { final }) {
      const some = masked.subarray(0, anchors)
      const told = tower.apply(tape, gather(tape, final, some))
      const loss = infoNce(tape, told, text.rows(tape, some), {
        temperature: reconstructionTemperature,
      })
      return [{ name: 'reconstruction', weight: reconstructionWeight, loss }]
    },
  }
}

/** So many different values, drawn as the first ones of a shuffle (Fisher & Yates). */
function drawSome(values: Int32Array, many: number, random: Random): Int32Array {
  // From a fresh order each time: what is drawn depends on the random state alone.
  const order = Int32Array.from(values)
  for (let n = 0; n < many; n++) {
    const other = n + random.below(order.length - n)
    const kept = order[n]
    order[n] = order[other]
    order[other] = kept
  }
  return order.slice(0, many)
}
