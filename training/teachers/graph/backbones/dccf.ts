import {
  adaptiveSpmm,
  add,
  gather,
  infoNce,
  intentMix,
  spmm,
  type Tape,
  type Var,
} from '../../../tensor/index.ts'
import { type Backbone, defineBackbone, type Term } from '../backbone.ts'
import { batchNodes, contrasted, createNodes, createPrototypes, intentGroups } from '../nodes.ts'
import type { GraphModelOptions, Triples } from '../types.ts'

/** As released with RLMRec: L2 1e-4, whose gradient is 2e-4·θ. */
const DEFAULTS = {
  dim: 32,
  layers: 2,
  intents: 128,
  weightDecay: 2e-4,
  contrastWeight: 1e-3,
  contrastTemperature: 0.1,
}

/** The parts of one layer's output. */
interface Layer {
  /** Z: neighbours. */
  graph: Var
  /** R: intents. */
  intent: Var
  /** H^β: neighbours, weighted by how alike their Z are. */
  local: Var
  /** H^γ: neighbours, weighted by how alike their R are. */
  global: Var
}

/**
 * DCCF (Ren et al., SIGIR 2023, section 3): intents disentangled by prototypes C_u and C_i, and
 * views of the graph whose edges are weighted by a learned mask. With cos between an edge's ends,
 *
 *   Z = Â·E^{(l)}                                                       neighbours
 *   R = softmax(E^{(l)}·C)·Cᵀ                                           intents, global context
 *   H^β = G(Z)·E^{(l)}, H^γ = G(R)·E^{(l)}, G(X) = (cos_X + 1)/2 by row the adaptive masks
 *   E^{(l+1)} = Z + R + H^β + H^γ + E^{(l)}                             aggregation
 *   L = L_BPR + λ·Σ_l Σ_{V∈{R,H^β,H^γ}} InfoNCE(Z^{(l)}, V^{(l)})       contrast at τ
 *
 * for the batch's users and positive items, each once; the final embedding is Σ_l E^{(l)}.
 */
export const dccf = defineBackbone({
  name: 'dccf',
  defaults: DEFAULTS,
  axes: { contrastWeight: [1e-3, 1e-2], contrastTemperature: [0.1, 0.2] },
  build,
})

function build(
  options: GraphModelOptions,
  settings: typeof DEFAULTS,
): Omit<Backbone, 'name' | 'settings'> {
  const { dim, layers, contrastWeight: weight, contrastTemperature: temperature } = settings
  const nodes = createNodes(options, dim)
  const { embedding } = nodes
  const prototypes = createPrototypes(nodes, dim, settings.intents)
  const groups = intentGroups(nodes, prototypes)

  function layer(tape: Tape, e: Var): Layer {
    const graph = spmm(tape, nodes.graph, e)
    const intent = intentMix(tape, e, groups)
    const local = adaptiveSpmm(tape, nodes.graph, graph, e)
    return { graph, intent, local, global: adaptiveSpmm(tape, nodes.graph, intent, e) }
  }

  function encode(tape: Tape, start: Var) {
    const all = [start]
    const made: Layer[] = []
    for (let l = 0; l < layers; l++) {
      const { graph, intent, local, global } = layer(tape, all[l])
      made.push({ graph, intent, local, global })
      all.push(add(tape, graph, intent, local, global, all[l]))
    }
    return { final: add(tape, all[0], ...all.slice(1)), layers: all.slice(0, -1), made }
  }

  function contrast(tape: Tape, made: readonly Layer[], index: Int32Array): Var[] {
    return made.flatMap(({ graph, ...views }) => {
      const anchors = gather(tape, graph, index)
      return Object.values(views).map((view) =>
        infoNce(tape, anchors, gather(tape, view, index), { temperature }),
      )
    })
  }

  function terms(tape: Tape, made: readonly Layer[], batch: Triples): Term[] {
    const { users, positives } = batchNodes(nodes, contrasted(batch))
    const losses = [users, positives].flatMap((index) => contrast(tape, made, index))
    return [{ name: 'contrast', weight, loss: add(tape, losses[0], ...losses.slice(1)) }]
  }

  return {
    nodes,
    parameters: new Map([
      ['embedding', embedding],
      ['intents/users', prototypes.users],
      ['intents/items', prototypes.items],
    ]),
    encode(tape, start) {
      const { made, ...encoded } = encode(tape, start)
      return { ...encoded, terms: (batch) => terms(tape, made, batch) }
    },
    infer: (tape) => encode(tape, embedding).final,
  }
}
