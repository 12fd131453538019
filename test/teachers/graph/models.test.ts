import { beforeAll, describe, expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../../training/data/index.ts'
import { createRandom } from '../../../training/random.ts'
import { type Csr, interactionMatrix } from '../../../training/sparse/index.ts'
import { degreesOf, embeddingRanker, withDegrees } from '../../../training/teachers/graph/ranker.ts'
import type { GraphModel, Triples } from '../../../training/teachers/graph/types.ts'
import { type Parameter, type Runtime, Tape } from '../../../training/tensor/index.ts'
import { bestOutside, CASES, ITEMS, writeCheckerboard } from '../../checkerboard/data.ts'
import { fitSmall, learnedBy, randomInteractions, withModel } from './small-graph.ts'

const BACKBONES = ['lightgcn', 'sgl', 'simgcl', 'dccf', 'bigcf']
const FRAMEWORKS = ['rlmrec-con', 'rlmrec-gen', 'irllrec', 'irllrec:released', 'hgcl']
const NAMES = [
  ...BACKBONES,
  ...FRAMEWORKS.map((framework) => `lightgcn+${framework}`),
  ...['sgl', 'simgcl', 'dccf', 'bigcf'].map((backbone) => `${backbone}+irllrec`),
  ...['sgl', 'simgcl', 'dccf'].map((backbone) => `${backbone}+rlmrec-gen`),
]

/** Weights at which an error in any term is visible. */
const LOUD = {
  contrastWeight: 0.5,
  intentDecay: 0.1,
  profileWeight: 0.5,
  pairWeight: 0.5,
  translationWeight: 0.5,
  matchingWeight: 0.5,
  reconstructionWeight: 0.5,
  attributeWeight: 0.5,
  maskShare: 0.3,
  // Small noise: the jumps of its sign are not part of the gradient.
  noise: 1e-3,
  intents: 5,
  prototypes: 5,
  dim: 8,
  contrastTemperature: 0.3,
}

async function loud(name: string, x: Csr): Promise<Record<string, number>> {
  const learned = learnedBy(name, x)
  return withModel(name, { interactions: x, ...learned }, ({ settings }) =>
    Object.fromEntries(Object.entries(LOUD).filter(([key]) => Object.hasOwn(settings, key))),
  )
}

describe('the gradient of the whole loss', () => {
  const x = randomInteractions(9, 12, 0.25, createRandom(2))
  const batch: Triples = {
    user: Int32Array.of(0, 1, 2, 3, 4, 5, 0, 7),
    positive: Int32Array.of(3, 4, 11, 1, 0, 3, 2, 5),
    negative: Int32Array.of(7, 7, 2, 10, 9, 8, 6, 1),
  }

  it.each(NAMES)('%s', async (name) => {
    const settings = await loud(name, x)
    const small = { interactions: x, ...learnedBy(name, x), settings }
    await withModel(name, small, (model, { runtime, random }) => {
      model.beginEpoch?.()
      const state = random.state()
      const lossAt = () => {
        random.restore(state)
        const tape = new Tape(runtime)
        const value = model.loss(tape, batch).loss.data[0]
        tape.reset()
        return value
      }
      random.restore(state)
      const all = gradients(model, runtime, batch)
      for (const [key, p] of model.parameters) {
        const [slope, seen] = slopes(p, all.get(key)!, lossAt)
        const says = `${key}: ${seen} for ${slope}`
        expect(Math.abs(seen - slope), says).toBeLessThan(0.01 * Math.abs(slope) + 3e-4)
      }
    })
  })
})

function gradients(model: GraphModel, runtime: Runtime, batch: Triples): Map<string, number[]> {
  const tape = new Tape(runtime)
  tape.backward(model.loss(tape, batch).loss)
  const all = Array.from(model.parameters, ([name, p]) => [name, [...p.grad]] as [string, number[]])
  for (const p of model.parameters.values()) p.grad.fill(0)
  tape.reset()
  return new Map(all)
}

/** The slope along a direction near the gradient: from the gradient, and by central differences. */
function slopes(p: Parameter, gradient: number[], lossAt: () => number): [number, number] {
  const random = createRandom(6)
  const way = gradient.map((g) => g * (0.5 + random.uniform()))
  const length = Math.sqrt(way.reduce((sum, v) => sum + v * v, 0)) || 1
  const start = Float32Array.from(p.data)
  const at = (amount: number) => {
    p.data.set(start.map((v, n) => v + (amount * way[n]) / length))
    return lossAt()
  }
  const central = (step: number) => (at(step) - at(-step)) / (2 * step)
  // Richardson's extrapolation: float32 allows no step at which the curvature does not show.
  const seen = (4 * central(3e-3) - central(6e-3)) / 3
  p.data.set(start)
  return [gradient.reduce((sum, g, n) => sum + (g * way[n]) / length, 0), seen]
}

describe('RLMRec-Gen', () => {
  it.each(['sgl', 'simgcl'])('masks the views that %s contrasts too', async (backbone) => {
    const x = randomInteractions(9, 12, 0.25, createRandom(2))
    const batch = { user: Int32Array.of(0, 1), positive: Int32Array.of(3, 4) }
    const contrasts = (name: string, settings: Record<string, number>) =>
      withModel(name, { interactions: x, ...learnedBy(name, x), settings }, (model, tools) => {
        const state = tools.random.state()
        const contrast = () => {
          tools.random.restore(state)
          const tape = new Tape(tools.runtime)
          const { terms } = model.loss(tape, { ...batch, negative: Int32Array.of(7, 7) })
          tape.reset()
          return terms.contrast
        }
        const before = contrast()
        model.parameters.get('embedding')!.data.sort()
        return [before, contrast()]
      })
    const [bare, moved] = await contrasts(backbone, { dim: 8 })
    expect(moved).not.toBe(bare)
    // With everything masked, the embeddings have no effect.
    const [masked, same] = await contrasts(`${backbone}+rlmrec-gen`, { dim: 8, maskShare: 1 })
    expect(same).toBe(masked)
  })
})

describe('a checkerboard', () => {
  let x: Csr

  beforeAll(async () => {
    const dataset = await loadDataset(await writeCheckerboard())
    x = interactionMatrix(splitDataset(dataset, 'all').fit, ITEMS)
  })

  it.each(BACKBONES)('is learned by %s', async (name) => {
    const settings = { dim: 8, ...(name === 'dccf' || name === 'bigcf' ? { intents: 8 } : {}) }
    const fitted = withDegrees(await fitSmall(name, { interactions: x, settings }), degreesOf(x))
    for (const { history, wanted } of CASES) {
      const scores = new Float32Array(ITEMS)
      const kind = new Uint8Array(history.length)
      const age = new Float32Array(history.length)
      const stranger = { user: -1, item: Int32Array.from(history), kind, age }
      embeddingRanker(fitted).score(stranger, scores)
      expect(bestOutside(scores, history, 9)).toEqual(wanted)
    }
  })
})

describe('a training run', () => {
  const x = randomInteractions(40, 30, 0.15, createRandom(3))
  const small = (name: string, seed = 1) => ({
    interactions: x,
    ...learnedBy(name, x),
    settings: { dim: 8 },
    seed,
    epochs: 3,
    batch: 64,
  })

  it.each(NAMES)('of %s gives the same bits for the same seed, in flat memory', async (name) => {
    const tops: number[] = []
    const losses: number[] = []
    const first = await fitSmall(name, small(name), (loss, top) => {
      tops.push(top)
      losses.push(loss)
    })
    expect(await fitSmall(name, small(name))).toEqual(first)
    expect(await fitSmall(name, small(name, 2))).not.toEqual(first)
    expect(losses.every(Number.isFinite)).toBe(true)
    // Steps differ in the number of nodes of a batch, not in the memory they leave behind.
    const [early, late] = [tops.slice(0, 4), tops.slice(-4)].map((some) => Math.max(...some))
    expect(Math.abs(late - early) / early).toBeLessThan(0.05)
    expect(first.parameters.every(Number.isFinite)).toBe(true)
  })

  it.each([
    'dccf',
    'lightgcn+irllrec',
  ])('of %s is the same on one thread and on two', async (name) => {
    const losses = [1, 2].map(async (threads) => {
      const seen: number[] = []
      await fitSmall(name, { ...small(name), threads }, (loss) => seen.push(loss))
      return seen
    })
    const [alone, shared] = await Promise.all(losses)
    shared.forEach((loss, n) => {
      expect(Math.abs(loss - alone[n]) / alone[n]).toBeLessThan(1e-3)
    })
  })
})
