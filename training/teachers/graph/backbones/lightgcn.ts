import { dropEdges, propagate } from '../../../tensor/index.ts'
import { defineBackbone } from '../backbone.ts'
import { createNodes } from '../nodes.ts'
import { propagateFinal } from '../propagation.ts'

/**
 * LightGCN (He et al., SIGIR 2020): E^{(l+1)} = Â·E^{(l)}, Â = D^{-½}·A·D^{-½} over users and items
 * (eq. 3), the final embedding Σ_l E^{(l)} (eq. 4 with equal weights), trained by BPR (eq. 15).
 * Each step keeps an edge with probability `keepEdges`, without rescaling.
 *
 * Defaults as released with RLMRec, the weight decay as measured
 * (docs/method.md#training-settings). IRLLRec's code drops no edge: `lightgcn+irllrec:released`
 * matches it only with `--set keepEdges=1`.
 */
export const lightgcn = defineBackbone({
  name: 'lightgcn',
  defaults: { dim: 32, layers: 3, keepEdges: 0.8, weightDecay: 2e-6 },
  axes: { keepEdges: [0.6, 0.8, 1], weightDecay: [2e-6, 2e-5] },
  build(options, { dim, layers, keepEdges }) {
    const nodes = createNodes(options, dim)
    const { runtime, random, graph, embedding } = nodes
    const room = dropEdges(runtime, graph, 1, 0)
    return {
      nodes,
      parameters: new Map([['embedding', embedding]]),
      encode(tape, start, layered) {
        const dropped =
          keepEdges < 1 ? dropEdges(runtime, graph, keepEdges, random.below(2 ** 32), room) : graph
        return { ...propagateFinal(tape, dropped, start, layers, layered), terms: () => [] }
      },
      infer: (tape) => propagate(tape, graph, embedding, layers),
    }
  },
})
