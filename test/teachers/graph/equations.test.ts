import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../../training/random.ts'
import { bipartite } from '../../../training/teachers/graph/adjacency.ts'
import type { GraphModel, TextVectors } from '../../../training/teachers/graph/types.ts'
import {
  constant,
  dropEdges,
  gaussianNoise,
  orthantNoise,
  type Runtime,
  sparse,
  Tape,
} from '../../../training/tensor/index.ts'
import {
  bigcf,
  bpr,
  dccf,
  edges,
  type Given,
  hgcl,
  irllrec,
  lightgcn,
  type Matrix,
  type Reference,
  rlmrecCon,
  rlmrecGen,
  sgl,
  simgcl,
} from './reference-losses.ts'
import { randomAttributes, randomInteractions, randomText, withModel } from './small-graph.ts'

/** Every item has an edge: without one, its cosines are undefined. */
const interactions = randomInteractions(9, 12, 0.25, createRandom(3))
const NODES = 21
const [profiles, intentTexts] = [6, 10].map((width) =>
  randomText(interactions, width, createRandom(width)),
)
const attributes = randomAttributes(12, 5, createRandom(13))
/** Every fourth node has no picture. */
const image = randomText(interactions, 7, createRandom(11))
for (const rows of [image.users, image.items])
  for (const n of rows.keys()) if (Math.floor(n / 7) % 4 === 1) rows[n] = 0
const batch = {
  user: Int32Array.of(0, 1, 2, 3, 4, 5, 0, 7),
  positive: Int32Array.of(3, 4, 11, 1, 0, 3, 2, 5),
  negative: Int32Array.of(7, 7, 2, 10, 9, 8, 6, 1),
}

/** All settings differ, so that a mix-up of two is visible. */
const SETTINGS = {
  dim: 8,
  intents: 5,
  prototypes: 7,
  keepEdges: 0.6,
  noise: 0.13,
  maskShare: 0.3,
  contrastWeight: 0.11,
  contrastTemperature: 0.31,
  intentDecay: 0.17,
  profileWeight: 0.23,
  profileTemperature: 0.37,
  pairWeight: 0.29,
  pairTemperature: 0.41,
  translationWeight: 0.43,
  translationTemperature: 0.7,
  translationNoise: 0.53,
  matchingWeight: 0.47,
  reconstructionWeight: 0.59,
  reconstructionTemperature: 0.61,
  attributeWeight: 0.67,
  attributeTemperature: 0.73,
}
/** The setting that is a term's weight. */
const WEIGHTS: Record<string, string> = {
  contrast: 'contrastWeight',
  'size of intents': 'intentDecay',
  profile: 'profileWeight',
  pair: 'pairWeight',
  attributes: 'attributeWeight',
  'pair image': 'pairWeight',
  translation: 'translationWeight',
  matching: 'matchingWeight',
  reconstruction: 'reconstructionWeight',
}

/** Repeats a model's draws with the engine's kernels from the same random state. */
interface Replay {
  runtime: Runtime
  random: Random
}
const seedOf = ({ random }: Replay) => random.below(2 ** 32)

function matrixOf(data: ArrayLike<number>, cols: number): Matrix {
  const rows = Array.from({ length: data.length / cols }, (_, r) => r)
  return rows.map((r) => Array.from({ length: cols }, (_, c) => data[r * cols + c]))
}

/** Texts by node, padded with zeros to a width that is a multiple of 4. */
function byNode({ width, users, items }: TextVectors): Matrix {
  const padded = (row: number[]) => [...row, ...new Array(-width & 3).fill(0)]
  return [...matrixOf(users, width), ...matrixOf(items, width)].map(padded)
}

function keptEdges(replay: Replay): Matrix {
  const { runtime } = replay
  const graph = sparse(runtime, bipartite(interactions), { symmetric: true })
  const { forward } = dropEdges(runtime, graph, SETTINGS.keepEdges, seedOf(replay))
  const values = runtime.f32(forward.values, forward.entries)
  let entry = 0
  return edges(interactions).map((row) => row.map((v) => (v && values[entry++] ? 1 : 0)))
}

function lengths(replay: Replay): Matrix {
  const ones = constant(replay.runtime, NODES, SETTINGS.dim)
  ones.data.fill(1)
  const tape = new Tape(replay.runtime)
  return matrixOf(orthantNoise(tape, ones, SETTINGS.noise, seedOf(replay)).data, SETTINGS.dim)
}

function normal(replay: Replay, rows: number, mean = 0, deviation = 1): Matrix {
  const how = { seed: seedOf(replay), mean, deviation }
  return matrixOf(
    gaussianNoise(new Tape(replay.runtime), rows, SETTINGS.dim, how).data,
    SETTINGS.dim,
  )
}

/** The first elements of a shuffle (Fisher & Yates). */
function someNodes({ random }: Replay): number[] {
  const order = Array.from({ length: NODES }, (_, n) => n)
  const many = Math.floor(NODES * SETTINGS.maskShare)
  for (let n = 0; n < many; n++) {
    const other = n + random.below(NODES - n)
    ;[order[n], order[other]] = [order[other], order[n]]
  }
  return order.slice(0, many)
}

type Encode = (given: Given, start: Matrix, step: Replay, epoch: Replay) => Reference

const BACKBONES: Record<string, Encode> = {
  lightgcn: (given, start, step) => lightgcn(given, start, keptEdges(step)),
  sgl: (given, start, _, epoch) => sgl(given, start, [keptEdges(epoch), keptEdges(epoch)]),
  simgcl: (given, start, step) =>
    simgcl(
      given,
      start,
      [0, 1].map(() => Array.from({ length: given.settings.layers }, () => lengths(step))),
    ),
  dccf: (given, start) => dccf(given, start),
  bigcf: (given, start, step) => bigcf(given, start, normal(step, NODES)),
}

/** The terms of a loss by name. */
function expected(name: string, given: Given, step: Replay, epoch: Replay) {
  const [backbone, framework] = name.split('+')
  const embedding = given.weight('embedding')
  const masked = framework === 'rlmrec-gen' ? someNodes(step) : []
  const token = masked.length ? given.weight('mask token')[0] : []
  const start = embedding.map((row, node) => (masked.includes(node) ? token : row))
  const encoded = BACKBONES[backbone](given, start, step, epoch)
  const terms = { bpr: bpr(given, encoded.final), ...encoded.terms }
  if (framework === 'rlmrec-con') return { ...terms, ...rlmrecCon(given, encoded) }
  if (framework === 'rlmrec-gen') return { ...terms, ...rlmrecGen(given, encoded, masked) }
  if (framework === 'hgcl') return { ...terms, ...hgcl(given, encoded, attributes) }
  if (framework !== 'irllrec') return terms
  const { user, positive, negative } = batch
  const many = new Set(user).size + new Set([...positive, ...negative]).size
  const noise = [0, 1].map(() => normal(step, many, 1, SETTINGS.translationNoise))
  return { ...terms, ...irllrec(given, encoded, noise) }
}

function givenOf(model: GraphModel): Given {
  const weight = (name: string) => {
    const found = model.parameters.get(name)
    if (found) return matrixOf(found.data, found.cols)
    // The momentum tower has the shapes of the tower that it averages.
    const { cols } = model.parameters.get(name.replace('momentum', 'text intent'))!
    return matrixOf(model.buffers.get(name)!, cols)
  }
  const settings = model.settings as Record<string, number>
  const texts = { text: byNode(profiles), intents: byNode(intentTexts) }
  return { interactions, batch, settings, weight, ...texts }
}

async function own(name: string, parts: object): Promise<Record<string, number>> {
  return withModel(name, { interactions, ...parts }, ({ settings }) =>
    Object.fromEntries(Object.entries(SETTINGS).filter(([key]) => Object.hasOwn(settings, key))),
  )
}

describe('the loss, against float64 from the equations', () => {
  it.each([
    ...Object.keys(BACKBONES),
    ...['rlmrec-con', 'rlmrec-gen', 'irllrec'].map((framework) => `lightgcn+${framework}`),
    'lightgcn+hgcl',
    ...['sgl+rlmrec-gen', 'simgcl+rlmrec-gen', 'dccf+irllrec', 'bigcf+irllrec'],
  ])('%s', async (name) => {
    const learnsAttributes = name.includes('+hgcl')
    const text = name.includes('+') && !learnsAttributes ? profiles : undefined
    const intents = name.includes('+irllrec') ? intentTexts : undefined
    const modalities = name.includes('+irllrec') ? [{ name: 'image', ...image }] : undefined
    const attributed = learnsAttributes ? { attributes } : {}
    const parts = { text, intents, modalities, ...attributed }
    const small = { interactions, ...parts, settings: await own(name, parts) }
    await withModel(name, small, (model, { runtime, random }) => {
      // As after some training: nothing is zero, and the momentum tower is not a copy.
      const start = createRandom(7)
      for (const p of model.parameters.values())
        for (const n of p.data.keys()) p.data[n] += 0.3 * start.normal()
      for (const b of model.buffers.values()) for (const n of b.keys()) b[n] += 0.3 * start.normal()
      const replay = (): Replay => {
        const again = createRandom(0)
        again.restore(random.state())
        return { runtime, random: again }
      }
      const epoch = replay()
      model.beginEpoch?.()
      const step = replay()
      const tape = new Tape(runtime)
      const { loss, terms } = model.loss(tape, batch)
      const value = loss.data[0]
      tape.reset()
      const given = { ...givenOf(model), image: modalities && byNode(image) }
      const wanted: Record<string, number> = expected(name, given, step, epoch)
      expect(Object.keys(terms)).toEqual(Object.keys(wanted))
      let total = 0
      for (const [term, is] of Object.entries(wanted)) {
        expect(Math.abs(terms[term] / is - 1), `${term}: ${terms[term]} for ${is}`).toBeLessThan(
          1e-4,
        )
        total += is * (term === 'bpr' ? 1 : given.settings[WEIGHTS[term]])
      }
      expect(Math.abs(value / total - 1)).toBeLessThan(1e-4)
    })
  })
})
