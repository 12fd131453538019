import type { Random } from '../../../random.ts'
import {
  adaptiveSpmm,
  add,
  gather,
  intentMix,
  neighbourhood,
  scale,
  softmaxRows,
  type Tape,
  type Var,
} from '../../../tensor/index.ts'
import { type SettingRules, WHOLE } from '../../settings.ts'
import type { Term } from '../backbone.ts'
import { defineFramework, type TextModelOptions } from '../framework.ts'
import {
  createPrototypes,
  intentGroups,
  MAX_CONTRASTED,
  type Nodes,
  type Prototypes,
} from '../nodes.ts'
import type { Modality } from '../types.ts'
import {
  align,
  match,
  type NodeText,
  nodeText,
  type TextBatch,
  textBatch,
  translate,
} from './text-batch.ts'
import { createMomentumTower, createTower, type Tower } from './tower.ts'

/**
 * docs/method.md#irllrec; the paper's 0.01 is split between translation and matching as 0.4 and
 * 0.6. The paper gives no temperature for translation: 1, the released code's, leaves cosines
 * unchanged.
 */
export const IRLLREC = {
  prototypes: 128,
  anchors: MAX_CONTRASTED,
  momentum: 0.999,
  profileWeight: 1e-2,
  profileTemperature: 0.2,
  pairWeight: 2e-2,
  pairTemperature: 0.2,
  translationWeight: 4e-3,
  translationTemperature: 1,
  translationNoise: 1,
  matchingWeight: 6e-3,
}

const RULES: SettingRules = {
  prototypes: WHOLE,
  momentum: { must: '≥ 0 and < 1', holds: (x) => x >= 0 && x < 1 },
}

type Settings = typeof IRLLREC

/**
 * IRLLRec (Wang, Sang, Zhang & Zhang, SIGIR 2025): two towers derive a node's intents, one from
 * text and one from interactions, and are aligned with each other (docs/method.md#irllrec).
 *
 *   text          z = MLP(text intents), p = MLP'(profile)
 *   interaction   r = mean_l G(t^{(l)})·e^{(l)}, t^{(l)} = softmax(e^{(l)}·C)·Cᵀ,
 *                 G the edges weighted by (cos + 1)/2 of their ends' t, rows sum to 1
 *   L_profile     InfoNCE(e, p), e the final embeddings; RLMRec-Con's
 *   L_pair        InfoNCE(r, z)
 *   L_trans       InfoNCE(z + z⊙ε, e + e⊙ε'), ε ~ N(0,σ²), σ = 1
 *   L_itm         −Σ softmax(z_m)·log softmax(z) − Σ softmax(z_m)·log softmax(e),
 *                 z_m by a momentum copy of the text tower, θ_m ← 0.999·θ_m + 0.001·θ
 *   L             L_backbone + λ₁·L_profile + λ₂·L_pair + λ₃·L_trans + λ₄·L_itm
 *
 * L_profile and L_pair are sums over the batch's users, positive items and negative items, L_trans
 * is a sum over its users and items, L_itm a mean over both; each node of the batch counts once.
 *
 * A modality beside text, such as pictures, has a tower and an L_pair of its own, over the nodes that
 * have it (ours; after the several modalities of MIntRec).
 *
 * `paper`, the default, is exactly this. `released` follows the authors' code: λ₃ = λ₄ = 1e-7
 * around LightGCN and 0 around other backbones, and the momentum tower starts from its own random
 * weights. Both variants differ from that code in two points: its BIGCF shares its prototypes with
 * the interaction tower, ours draws others; and its L_trans is one contrast over all nodes, ours
 * one of users and one of items.
 */
export const irllrec = defineFramework({
  name: 'irllrec',
  needs: 'text',
  variants: ['paper', 'released'],
  takesIntents: true,
  takesModalities: true,
  defaults: IRLLREC,
  rules: RULES,
  axes: { pairWeight: [1e-2, 2e-2, 5e-2], profileWeight: [1e-2, 3e-2] },
  overrides(backbone, variant) {
    if (variant !== 'released') return {}
    const weight = backbone === 'lightgcn' ? 1e-7 : 0
    return { translationWeight: weight, matchingWeight: weight }
  },
  build({ nodes }, options, settings, variant) {
    const towers = createTowers(nodes, options, settings.momentum, variant !== 'released')
    const { profile, intent, teacher } = towers
    const dim = nodes.embedding.cols
    const prototypes = createPrototypes(nodes, dim, settings.prototypes)
    const others = (options.modalities ?? []).map((modality) => createOther(nodes, modality))
    return {
      parameters: new Map([
        ...profile.parameters,
        ...intent.parameters,
        ['prototypes/users', prototypes.users],
        ['prototypes/items', prototypes.items],
        ...others.flatMap(({ tower }) => [...tower.parameters]),
      ]),
      buffers: teacher.buffers,
      layered: true,
      terms(tape, triples, { final, layers }) {
        const batch = textBatch(nodes, triples, settings.anchors)
        const both = {
          e: gather(tape, final, batch.nodes),
          r: interactionIntents(tape, nodes, batch.nodes, prototypes, layers),
          ...towers.read(tape, batch.nodes),
        }
        return [
          ...alignment(tape, both, batch, settings),
          ...others.flatMap((other) => pairOf(tape, other, both, batch, settings)),
          ...translation(tape, both, batch, settings, nodes.random),
          ...matching(tape, both, settings),
        ]
      },
      afterStep: teacher.follow,
    }
  },
})

/** Outputs of both towers for a batch's nodes, each [n,d]. */
interface Both {
  /** Final embeddings. */
  e: Var
  /** Interaction intents. */
  r: Var
  /** Profiles. */
  p: Var
  /** Text intents. */
  z: Var
  /** softmax(z_m), a constant. */
  targets(): Var
}

function createTowers(
  nodes: Nodes,
  { text, intents = text }: TextModelOptions,
  momentum: number,
  copied: boolean,
) {
  const dim = nodes.embedding.cols
  const profiles = nodeText(text, nodes)
  const intentTexts = intents === text ? profiles : nodeText(intents, nodes)
  const profile = createTower(nodes, 'profile', profiles.width, dim)
  const intent = createTower(nodes, 'text intent', intentTexts.width, dim)
  const shape = { name: 'momentum', from: intentTexts.width, to: dim }
  const teacher = createMomentumTower(nodes, intent, shape, { momentum, copied })
  const read = (tape: Tape, index: Int32Array): Pick<Both, 'p' | 'z' | 'targets'> => {
    const rows = intentTexts.rows(tape, index)
    return {
      p: profile.apply(tape, intentTexts === profiles ? rows : profiles.rows(tape, index)),
      z: intent.apply(tape, rows),
      targets: () => tape.detached(() => softmaxRows(tape, teacher.apply(tape, rows))),
    }
  }
  return { profile, intent, teacher, read }
}

/** The tower of a modality beside text, and the nodes that have it. */
interface OtherTower {
  name: string
  tower: Tower
  vectors: NodeText
  /** 1 if a node has the modality. */
  has: Uint8Array
}

function createOther(nodes: Nodes, { name, ...modality }: Modality): OtherTower {
  const vectors = nodeText(modality, nodes)
  const { width, users, items } = modality
  const has = Uint8Array.from({ length: nodes.count }, (_, node) => {
    const [rows, row] = node < nodes.users ? [users, node] : [items, node - nodes.users]
    return Number(rows.subarray(row * width, (row + 1) * width).some((value) => value !== 0))
  })
  const tower = createTower(nodes, `${name} intent`, vectors.width, nodes.embedding.cols)
  return { name, tower, vectors, has }
}

/** L_pair of a modality, over the nodes that have it; none if no two of a group do. */
function pairOf(
  tape: Tape,
  { name, tower, vectors, has }: OtherTower,
  { r }: Both,
  batch: TextBatch,
  { pairWeight: weight, pairTemperature }: Settings,
): Term[] {
  const present = batch.groups.map((group) => group.filter((n) => has[batch.nodes[n]]))
  const groups = present.filter(({ length }) => length > 1)
  if (groups.length === 0) return []
  const z = tower.apply(tape, vectors.rows(tape, batch.nodes))
  return [{ name: `pair ${name}`, weight, loss: align(tape, r, z, groups, pairTemperature) }]
}

function alignment(tape: Tape, { e, r, p, z }: Both, { groups }: TextBatch, s: Settings): Term[] {
  const profile = align(tape, e, p, groups, s.profileTemperature)
  const pair = align(tape, r, z, groups, s.pairTemperature)
  return [
    { name: 'profile', weight: s.profileWeight, loss: profile },
    { name: 'pair', weight: s.pairWeight, loss: pair },
  ]
}

function translation(
  tape: Tape,
  { z, e }: Both,
  { sides }: TextBatch,
  { translationWeight: weight, translationTemperature, translationNoise }: Settings,
  random: Random,
): Term[] {
  if (weight === 0) return []
  const how = { temperature: translationTemperature, noise: translationNoise, random }
  return [{ name: 'translation', weight, loss: translate(tape, z, e, sides, how) }]
}

function matching(
  tape: Tape,
  { z, e, targets }: Both,
  { matchingWeight: weight }: Settings,
): Term[] {
  if (weight === 0) return []
  return [{ name: 'matching', weight, loss: match(tape, z, e, targets()) }]
}

/**
 * r of some nodes: the mean over layers of one propagation whose edges are weighted by the nodes'
 * intents. Only edges of these nodes are read.
 */
function interactionIntents(
  tape: Tape,
  nodes: Nodes,
  wanted: Int32Array,
  prototypes: Prototypes,
  layers: readonly Var[],
): Var {
  const near = neighbourhood(tape, nodes.graph, wanted)
  const users = near.nodes.findLastIndex((node) => node < nodes.users) + 1
  const groups = intentGroups({ users, count: near.nodes.length }, prototypes)
  const each = layers.map((layer) => {
    const e = gather(tape, layer, near.nodes)
    return adaptiveSpmm(tape, near.graph, intentMix(tape, e, groups), e)
  })
  return scale(tape, add(tape, each[0], ...each.slice(1)), 1 / layers.length)
}
