import { describe, expect, it } from 'vitest'
import type { Cases } from '../../../training/data/index.ts'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { createRandom } from '../../../training/random.ts'
import type { Csr } from '../../../training/sparse/index.ts'
import { graphModel } from '../../../training/teachers/graph/index.ts'
import { degreesOf, withDegrees } from '../../../training/teachers/graph/ranker.ts'
import { trainingBytes } from '../../../training/teachers/graph/size.ts'
import { epochTriples } from '../../../training/teachers/graph/trainer/triples.ts'
import { validateEmbeddings } from '../../../training/teachers/graph/trainer/validate.ts'
import { fitGraph, fitOptions, GRAPH_NAMES } from '../../../training/teachers/index.ts'
import { type Runtime, Tape } from '../../../training/tensor/index.ts'
import { loadCheckerboard } from '../../checkerboard/data.ts'
import { testRuntime } from '../../tensor/test-runtime.ts'
import { learnedBy, randomInteractions, randomText } from './small-graph.ts'

const own = await testRuntime()

/** A runtime that records its highest top. */
function watched(runtime: Runtime): { runtime: Runtime; maxTop(): number } {
  let highest = 0
  const noting = (take: (bytes: number) => number) => (bytes: number) => {
    const pointer = take(bytes)
    highest = Math.max(highest, runtime.mark())
    return pointer
  }
  const { alloc, room } = runtime
  return {
    runtime: { ...runtime, alloc: noting(alloc), room: noting(room) },
    maxTop: () => highest,
  }
}

/** A validation case for every user, with all their events. */
function everyone({ rows, offsets, index: item }: Csr): Cases {
  const { length } = item
  const rest = { kind: new Uint8Array(length), age: new Float32Array(length), time: null }
  return {
    input: { offsets, item, ...rest },
    targets: { offsets: new Int32Array(rows + 1), item: new Int32Array(0) },
    users: Int32Array.from({ length: rows }, (_, row) => row),
  }
}

/** Bytes of an epoch and a validation, without the runtime's own. */
function bytesTaken(
  name: string,
  interactions: Csr,
  batch: number,
  settings: Record<string, number>,
): [taken: number, predicted: number] {
  const intents = name.includes('+irllrec')
    ? randomText(interactions, 10, createRandom(5))
    : undefined
  const parts = { interactions, ...learnedBy(name, interactions), intents, settings }
  const predicted = trainingBytes(name, { ...parts, threads: 2, trainer: { batch } })
  const { runtime, maxTop } = watched(own)
  const start = runtime.mark()
  try {
    const random = createRandom(1)
    const model = graphModel(name, { ...parts, runtime, random })
    model.beginEpoch?.()
    const tape = new Tape(runtime)
    for (const triples of epochTriples(interactions, batch, random)) {
      tape.backward(model.loss(tape, triples).loss)
      tape.reset()
    }
    const embeddings = withDegrees(model.final(), degreesOf(interactions))
    const cases = everyone(interactions)
    validateEmbeddings(runtime, embeddings, cases, cases.users)
    return [maxTop() - start, predicted]
  } finally {
    runtime.release(start)
  }
}

describe('the memory that training needs', () => {
  it.each(GRAPH_NAMES)('of %s is at most the predicted size, and not much less', (name) => {
    const x = randomInteractions(300, 200, 0.05, createRandom(2))
    const [taken, predicted] = bytesTaken(name, x, 256, { dim: 24 })
    expect(taken).toBeLessThanOrEqual(predicted)
    expect(taken).toBeGreaterThan(0.6 * predicted)
  })

  it('is predicted to the byte if a batch holds every node', () => {
    const x = randomInteractions(30, 20, 1, createRandom(2))
    for (const name of GRAPH_NAMES) {
      const [taken, predicted] = bytesTaken(name, x, 600, { dim: 64 })
      expect(taken, name).toBe(predicted)
    }
  })

  it('is predicted without events, which the trainer refuses', () => {
    const none = { rows: 4, cols: 3, offsets: new Int32Array(5), index: new Int32Array(0) }
    const interactions = { ...none, values: new Float32Array(0) }
    const text = randomText(interactions, 2, createRandom(4))
    expect(trainingBytes('sgl+irllrec', { interactions, text, threads: 1 })).toBeGreaterThan(0)
  })

  it('is refused above 4 GiB with the size, before anything is allocated', async () => {
    const { dataset, split } = await loadCheckerboard()
    const run = { preset: 'quick', seed: 1, threads: 2, deadline: deadlineIn(5) } as const
    const options = fitOptions(dataset, split, { ...run, progress: silent })
    const before = process.memoryUsage().rss
    // 144 nodes · 10⁶ · 4 bytes: the embeddings, their gradient, Adam's moments, and four of a
    // step.
    await expect(fitGraph('lightgcn', { ...options, setting: { dim: 1e6 } })).rejects.toMatchObject(
      {
        code: 'tensor/arena',
        message: expect.stringMatching(/^the arena would need 46\d{8} bytes, wasm32 addresses/),
      },
    )
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6)
  })
})
