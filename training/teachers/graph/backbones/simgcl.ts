import {
  add,
  gather,
  infoNce,
  orthantNoise,
  propagate,
  type Tape,
  type Var,
} from '../../../tensor/index.ts'
import { defineBackbone } from '../backbone.ts'
import { batchNodes, contrasted, createNodes } from '../nodes.ts'
import { propagateFinal, propagateLayers } from '../propagation.ts'

/**
 * SimGCL (Yu et al., SIGIR 2022, section 3): LightGCN on the whole graph, and beside BPR the
 * agreement of two noisy views of the embeddings. Every layer of a view is shifted by a vector of
 * length ε in its own orthant,
 *
 *   e' = e + Δ,  Δ = ε·sign(e)⊙x/‖x‖, x ~ U(0,1)^d
 *   L = L_BPR + λ·( InfoNCE(e'_u, e''_u) + InfoNCE(e'_i, e''_i) )      (eq. 1–2)
 *
 * over the batch's users and positive items, each once. As released, a view's sum includes E^{(0)};
 * RLMRec's code contrasts with all users and all items, this with the batch's own.
 *
 * Defaults as released with RLMRec: L2 1e-5, whose gradient is 2e-5·θ.
 */
export const simgcl = defineBackbone({
  name: 'simgcl',
  defaults: {
    dim: 32,
    layers: 3,
    noise: 0.9,
    weightDecay: 2e-5,
    contrastWeight: 0.1,
    contrastTemperature: 0.2,
  },
  axes: { contrastWeight: [0.03, 0.1, 0.3], contrastTemperature: [0.1, 0.2] },
  build(options, { dim, layers, noise, contrastWeight, contrastTemperature: temperature }) {
    const nodes = createNodes(options, dim)
    const { random, graph, embedding } = nodes
    const view = (tape: Tape, start: Var) => {
      const disturb = (e: Var) => add(tape, e, orthantNoise(tape, e, noise, random.below(2 ** 32)))
      return propagateLayers(tape, graph, start, layers, disturb).final
    }
    return {
      nodes,
      parameters: new Map([['embedding', embedding]]),
      encode: (tape, start, layered) => ({
        ...propagateFinal(tape, graph, start, layers, layered),
        terms(batch) {
          const { users, positives } = batchNodes(nodes, contrasted(batch))
          const [one, two] = [view(tape, start), view(tape, start)]
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
