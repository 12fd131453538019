import { add, dropEdges, gather, infoNce, propagate } from '../../../tensor/index.ts'
import { defineBackbone } from '../backbone.ts'
import { batchNodes, contrasted, createNodes } from '../nodes.ts'
import { propagateFinal } from '../propagation.ts'

/**
 * SGL with dropped edges (Wu et al., SIGIR 2021): LightGCN on the whole graph, and beside BPR the
 * agreement of two views of the graph that are drawn once an epoch (ED, eq. 6),
 *
 *   L = L_BPR + λ·( InfoNCE(e'_u, e''_u) + InfoNCE(e'_i, e''_i) )      (eq. 10–11)
 *
 * over the batch's users and positive items, each once, at temperature τ. Eq. 10 contrasts with all
 * users and all items, this with the batch's own. RLMRec's code also has a term for negative items
 * and draws its views every step. A dropped edge does not change the weights of the others: degrees
 * are those of the whole graph.
 *
 * Defaults as released with RLMRec: L2 1e-5, whose gradient is 2e-5·θ.
 */
export const sgl = defineBackbone({
  name: 'sgl',
  defaults: {
    dim: 32,
    layers: 3,
    keepEdges: 0.8,
    weightDecay: 2e-5,
    contrastWeight: 0.1,
    contrastTemperature: 0.2,
  },
  axes: { contrastWeight: [0.03, 0.1, 0.3], contrastTemperature: [0.1, 0.2] },
  build(options, { dim, layers, keepEdges, contrastWeight, contrastTemperature: temperature }) {
    const nodes = createNodes(options, dim)
    const { runtime, random, graph, embedding } = nodes
    const draw = () => dropEdges(runtime, graph, keepEdges, random.below(2 ** 32))
    const views = [draw(), draw()]
    return {
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
          const [ofUsers, ofItems] = [users, positives].map((index) =>
            infoNce(tape, gather(tape, one, index), gather(tape, two, index), { temperature }),
          )
          return [{ name: 'contrast', weight: contrastWeight, loss: add(tape, ofUsers, ofItems) }]
        },
      }),
      infer: (tape) => propagate(tape, graph, embedding, layers),
    }
  },
})
