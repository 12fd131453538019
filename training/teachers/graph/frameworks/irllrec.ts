import type { Random } from '../../../random.ts'
import {
  adaptiveSpmm,
  add,
  gather,
  intentMix,
  mul,
  scale,
  softCrossEntropy,
  softmaxRows,
  type Tape,
  type Var,
} from '../../../tensor/index.ts'
import type { Backbone, Encoded, Term } from '../backbone.ts'
import type { BuildFramework, Framework } from '../framework.ts'
import { createPrototypes, intentGroups } from '../nodes.ts'
import { readSettings } from '../settings.ts'
import { align, nodeText, type TextBatch, textBatch } from './text-batch.ts'
import { createMomentumTower, createTower } from './tower.ts'

/** METHOD 1; 0.01 shared out between translation and matching as 0.4 and 0.6. */
const DEFAULTS = {
  ...{ prototypes: 128, anchors: 4096, momentum: 0.999 },
  ...{ profileWeight: 1e-2, profileTemperature: 0.2 },
  ...{ pairWeight: 2e-2, pairTemperature: 0.2 },
  ...{ translationWeight: 4e-3, translationTemperature: 1, matchingWeight: 6e-3 },
}

export type Variant = 'paper' | 'released'

/**
 * IRLLRec (Wang, Sang, Zhang & Zhang, SIGIR 2025): two towers tell a node's intents, and each is
 * held to the other (METHOD 1).
 *
 *   text          z = MLP(text intents), p = MLP'(profile)
 *   interaction   r = mean_l G(t^{(l)})·e^{(l)}, t^{(l)} = softmax(e^{(l)}·C)·Cᵀ,
 *                 G the edges weighed by (cos + 1)/2 of their ends' t, rows to 1
 *   L_profile     InfoNCE(e, p), e the final embeddings; RLMRec-Con's
 *   L_pair        InfoNCE(r, z)
 *   L_trans       InfoNCE(z + z⊙ε, e + e⊙ε'), ε ~ N(0,1)
 *   L_itm         −Σ softmax(z_m)·log softmax(z) − Σ softmax(z_m)·log softmax(e),
 *                 z_m by a momentum copy of the text tower, θ_m ← 0.999·θ_m + 0.001·θ
 *   L             L_backbone + λ₁·L_profile + λ₂·L_pair + λ₃·L_trans + λ₄·L_itm
 *
 * L_profile and L_pair are sums over the batch's users, positive items and negative items, L_trans
 * over its users and items, L_itm a mean over both: the batch's own nodes, each once.
 *
 * `paper` is that. `released` is what the authors' code does: λ₃ = λ₄ = 1e-7 around LightGCN and 0
 * around other backbones, and the momentum tower starts from weights of its own.
 */
export function irllrec(variant: Variant): BuildFramework {
  return (backbone, options) => {
    const settings = readSettings(defaultsOf(variant, backbone), options.settings)
    const { nodes } = backbone
    const dim = nodes.embedding.cols
    const profiles = nodeText(options.text, nodes)
    const intents = nodeText(options.intents ?? options.text, nodes)
    const profile = createTower(nodes, 'profile', profiles.width, dim)
    const tower = createTower(nodes, 'text intent', intents.width, dim)
    const shape = { name: 'momentum', from: intents.width, to: dim }
    const { momentum } = settings
    const teacher = createMomentumTower(nodes, tower, shape, {
      momentum,
      copied: variant === 'paper',
    })
    const prototypes = createPrototypes(nodes, dim, settings.prototypes)

    function terms(tape: Tape, batch: TextBatch, { final, layers }: Encoded): Term[] {
      const { nodes: index, groups } = batch
      const e = gather(tape, final, index)
      const p = profile.apply(tape, profiles.rows(tape, index))
      const texts = intents.rows(tape, index)
      const z = tower.apply(tape, texts)
      const all = interactionIntents(tape, backbone, intentGroups(nodes, prototypes), layers)
      const r = gather(tape, all, index)
      const { pairTemperature, profileTemperature } = settings
      return [
        {
          name: 'profile',
          weight: settings.profileWeight,
          loss: align(tape, e, p, groups, profileTemperature),
        },
        {
          name: 'pair',
          weight: settings.pairWeight,
          loss: align(tape, r, z, groups, pairTemperature),
        },
        ...translation(tape, z, e, batch),
        ...matching(tape, z, e, texts),
      ]
    }

    function translation(tape: Tape, z: Var, e: Var, { sides }: TextBatch): Term[] {
      const { translationWeight: weight, translationTemperature } = settings
      if (weight === 0) return []
      const [x, y] = [z, e].map((v) => disturbed(tape, v, nodes.random))
      const loss = align(tape, x, y, sides, translationTemperature)
      return [{ name: 'translation', weight, loss }]
    }

    function matching(tape: Tape, z: Var, e: Var, texts: Var): Term[] {
      const { matchingWeight: weight } = settings
      if (weight === 0) return []
      const targets = tape.detached(() => softmaxRows(tape, teacher.apply(tape, texts)))
      const [toText, toGraph] = [z, e].map((v) => softCrossEntropy(tape, v, targets))
      return [{ name: 'matching', weight, loss: add(tape, toText, toGraph) }]
    }

    return {
      settings: { ...settings, variant },
      parameters: new Map([
        ...profile.parameters,
        ...tower.parameters,
        ['prototypes/users', prototypes.users],
        ['prototypes/items', prototypes.items],
      ]),
      buffers: teacher.buffers,
      layered: true,
      terms: (tape, batch, encoded) =>
        terms(tape, textBatch(nodes, batch, settings.anchors), encoded),
      afterStep: teacher.follow,
    } satisfies Framework
  }
}

function defaultsOf(variant: Variant, { name }: Backbone): typeof DEFAULTS {
  if (variant === 'paper') return DEFAULTS
  const rest = name === 'lightgcn' ? 1e-7 : 0
  return { ...DEFAULTS, translationWeight: rest, matchingWeight: rest }
}

/** r: the mean over layers of one propagation whose edges the nodes' intents weigh. */
function interactionIntents(
  tape: Tape,
  { nodes }: Backbone,
  groups: ReturnType<typeof intentGroups>,
  layers: readonly Var[],
): Var {
  const each = layers.map((e) => adaptiveSpmm(tape, nodes.graph, intentMix(tape, e, groups), e))
  return scale(tape, add(tape, each[0], ...each.slice(1)), 1 / layers.length)
}

/** X + X⊙ε, ε ~ N(0,1). */
function disturbed(tape: Tape, x: Var, random: Random): Var {
  const noise = tape.constant(x.rows, x.cols)
  for (let n = 0; n < noise.data.length; n++) noise.data[n] = 1 + random.normal()
  return mul(tape, x, noise)
}
