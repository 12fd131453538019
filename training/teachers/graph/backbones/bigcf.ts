import {
  add,
  gather,
  gaussianNoise,
  infoNce,
  intentMix,
  mul,
  propagate,
  sumSquares,
  type Tape,
  type Var,
} from '../../../tensor/index.ts'
import { type Backbone, defineBackbone, type Term } from '../backbone.ts'
import {
  batchNodes,
  contrasted,
  createNodes,
  createPrototypes,
  intentGroups,
  itemNodes,
} from '../nodes.ts'
import { propagateFinal } from '../propagation.ts'
import type { GraphModelOptions, Triples } from '../types.ts'

/**
 * As released with IRLLRec (L2 1e-5, whose gradient is 2e-5·θ), but with two layers
 * (docs/method.md#backbones).
 */
const DEFAULTS = {
  dim: 32,
  layers: 2,
  intents: 128,
  weightDecay: 2e-5,
  contrastWeight: 0.05,
  contrastTemperature: 0.2,
  intentDecay: 1e-5,
}

/**
 * BIGCF (Zhang et al., SIGIR 2024, section 3): an interaction is drawn from an individual intent,
 * whose mean the graph gives, and from a collective intent, a mixture of prototypes shared by all
 * users or all items, which gives the deviation from that mean:
 *
 *   μ = Σ_l Â^l·E,  σ = softmax(μ·C)·Cᵀ                                 encoder
 *   z = μ + σ⊙ε, ε ~ N(0,1)                                             reparameterization
 *   L = L_BPR(z) + λ₁·L_contrast + λ₂·(‖C_u‖² + ‖C_i‖²)                 ELBO and contrast
 *
 * L_contrast spreads the batch's nodes and intents over the sphere and pulls pairs together:
 * InfoNCE(z_u, z_u) + InfoNCE(z_i, z_i) + InfoNCE(z_u, z_i) + InfoNCE(σ_u, σ_u) + InfoNCE(σ_i, σ_i),
 * where terms of nodes with themselves use each node once. Ranking uses μ; the released code draws z
 * there too.
 */
export const bigcf = defineBackbone({
  name: 'bigcf',
  defaults: DEFAULTS,
  axes: { contrastWeight: [0.02, 0.05, 0.1], contrastTemperature: [0.1, 0.2] },
  build,
})

function build(
  options: GraphModelOptions,
  settings: typeof DEFAULTS,
): Omit<Backbone, 'name' | 'settings'> {
  const { dim, layers, intents } = settings
  const nodes = createNodes(options, dim)
  const { random, graph, embedding } = nodes
  const prototypes = createPrototypes(nodes, dim, intents)

  function terms(tape: Tape, z: Var, deviation: Var, whole: Triples): Term[] {
    const batch = contrasted(whole)
    const { users, positives } = batchNodes(nodes, batch)
    const { contrastWeight: weight, contrastTemperature: temperature, intentDecay } = settings
    const near = (a: Var, b: Var) => infoNce(tape, a, b, { temperature })
    const spread = (x: Var, index: Int32Array) => {
      const rows = gather(tape, x, index)
      return near(rows, rows)
    }
    const pairs = [batch.user, itemNodes(nodes, batch.positive)].map((index) =>
      gather(tape, z, index),
    )
    const loss = add(
      tape,
      near(pairs[0], pairs[1]),
      ...[users, positives].flatMap((index) => [spread(z, index), spread(deviation, index)]),
    )
    const size = add(tape, sumSquares(tape, prototypes.users), sumSquares(tape, prototypes.items))
    return [
      { name: 'contrast', weight, loss },
      { name: 'size of intents', weight: intentDecay, loss: size },
    ]
  }

  return {
    nodes,
    parameters: new Map([
      ['embedding', embedding],
      ['intents/users', prototypes.users],
      ['intents/items', prototypes.items],
    ]),
    encode(tape, start, layered) {
      const mean = propagateFinal(tape, graph, start, layers, layered)
      const deviation = intentMix(tape, mean.final, intentGroups(nodes, prototypes))
      const noise = gaussianNoise(tape, nodes.count, dim, { seed: random.below(2 ** 32) })
      const z = add(tape, mean.final, mul(tape, deviation, noise))
      const own = (batch: Triples) => terms(tape, z, deviation, batch)
      return { final: z, layers: mean.layers, terms: own }
    },
    infer: (tape) => propagate(tape, graph, embedding, layers),
  }
}
