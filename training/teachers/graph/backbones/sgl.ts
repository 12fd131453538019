import { add, dropEdges, gather, infoNce, propagate } from '../../../tensor/index.ts'
import type { Backbone } from '../backbone.ts'
import { batchNodes, contrasted, createNodes } from '../nodes.ts'
import { propagateFinal } from '../propagation.ts'
import { readSettings } from '../settings.ts'
import type { GraphModelOptions } from '../types.ts'

/** As released with RLMRec: L2 1e-5, whose gradient is 2e-5·θ. */
const DEFAULTS = {
  ...{ dim: 32, layers: 3, keepEdges: 0.8, weightDecay: 2e-5 },
  ...{ contrastWeight: 0.1, contrastTemperature: 0.2 },
}

/**
 * SGL with dropped edges (Wu et al., SIGIR 2021): LightGCN on the whole graph, and beside BPR the
 * agreement of two views of the graph that are drawn once an epoch (ED, eq. 6),
 *
 *   L = L_BPR + λ·( InfoNCE(e'_u, e''_u) + InfoNCE(e'_i, e''_i) )      (eq. 10–11)
 *
 * over the batch's users and positive items, each once, at temperature τ. Eq. 10 contrasts with all
 * users and all items; here with the batch's own. RLMRec's code has a term for negative items too and
 * draws its views anew each step. A dropped edge leaves the others' weights: degrees stay the whole
 * graph's.
 */
export function sgl(options: GraphModelOptions): Backbone {
  const settings = readSettings(DEFAULTS, options.settings)
  const { dim, layers, keepEdges, contrastWeight, contrastTemperature: temperature } = settings
  const nodes = createNodes(options, dim)
  const { runtime, random, graph, embedding } = nodes
  const draw = () => dropEdges(runtime, graph, keepEdges, random.below(2 ** 32))
  const views = [draw(), draw()]
  return {
    name: 'sgl',
    settings,
    nodes,
    parameters: new Map([['embedding', embedding]]),
    beginEpoch() {
      for (const view of views) dropEdges(runtime, graph, keepEdges, random.below(2 ** 32), view)
    },
    encode: (tape, start, layered) => ({
      ...propagateFinal(tape, graph, start, layers, layered),
      terms(batch) {
        const { users, positives } = batchNodes(nodes, contrasted(batch))
        const [one, two] = views.map((view) => propagate(tape, view, start, layers))
        const losses = [users, positives].map((index) =>
          infoNce(tape, gather(tape, one, index), gather(tape, two, index), { temperature }),
        )
        return [{ name: 'contrast', weight: contrastWeight, loss: add(tape, losses[0], losses[1]) }]
      },
    }),
    infer: (tape) => propagate(tape, graph, embedding, layers),
  }
}
