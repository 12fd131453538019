import { createRandom, type Random } from '../../../training/random.ts'
import type { Csr } from '../../../training/sparse/index.ts'
import { type GraphModelOptions, graphModel } from '../../../training/teachers/graph/index.ts'
import { epochTriples } from '../../../training/teachers/graph/trainer/triples.ts'
import type { Embeddings, GraphModel, TextVectors } from '../../../training/teachers/graph/types.ts'
import { Adam, createRuntime, type Runtime, Tape } from '../../../training/tensor/index.ts'

export interface Small extends Omit<GraphModelOptions, 'runtime' | 'random'> {
  seed?: number
  threads?: number
}

/**
 * Calls `run` with a model of a small graph, in an arena that is freed at the end. Of one thread by default:
 * steps this small only wait for a second one.
 */
export async function withModel<T>(
  name: string,
  { seed = 1, threads = 1, ...small }: Small,
  run: (model: GraphModel, tools: { runtime: Runtime; random: Random }) => T | Promise<T>,
): Promise<T> {
  const runtime = await createRuntime({ bytes: 48 << 20, threads })
  try {
    const random = createRandom(seed)
    return await run(graphModel(name, { runtime, random, ...small }), { runtime, random })
  } finally {
    await runtime.dispose()
  }
}

/** A minimal training loop. `onStep` gets the arena's top after every step. */
export async function fitSmall(
  name: string,
  small: Small & { epochs?: number; batch?: number },
  onStep?: (loss: number, top: number) => void,
): Promise<Embeddings & { parameters: number[] }> {
  return withModel(name, small, (model, { runtime, random }) => {
    const parameters = [...model.parameters.values()]
    const weightDecay = Number(model.settings.weightDecay)
    const adam = new Adam(runtime, parameters, { lr: 0.01, weightDecay })
    for (let epoch = 0; epoch < (small.epochs ?? 60); epoch++) {
      model.beginEpoch?.()
      const tape = new Tape(runtime)
      for (const batch of epochTriples(small.interactions, small.batch ?? 256, random)) {
        const { loss } = model.loss(tape, batch)
        tape.backward(loss)
        const [value, top] = [loss.data[0], runtime.mark()]
        adam.step()
        model.afterStep?.()
        tape.reset()
        onStep?.(value, top)
      }
    }
    return { ...model.final(), parameters: parameters.flatMap((p) => [...p.data]) }
  })
}

/** Random interactions; every user has at least one item. */
export function randomInteractions(
  users: number,
  items: number,
  density: number,
  random: Random,
): Csr {
  const offsets = new Int32Array(users + 1)
  const index: number[] = []
  for (let u = 0; u < users; u++) {
    const own = new Set([random.below(items)])
    for (let i = 0; i < items; i++) if (random.uniform() < density) own.add(i)
    index.push(...[...own].sort((a, b) => a - b))
    offsets[u + 1] = index.length
  }
  const values = new Float32Array(index.length).fill(1)
  return { rows: users, cols: items, offsets, index: Int32Array.from(index), values }
}

/** Up to `count` random attributes an item; the first item has none. */
export function randomAttributes(items: number, count: number, random: Random): Csr {
  const { offsets, index, values } = randomInteractions(items - 1, count, 0.3, random)
  return { rows: items, cols: count, offsets: Int32Array.of(0, ...offsets), index, values }
}

/** Normal vectors for every user and item. */
export function randomText(x: Csr, width: number, random: Random): TextVectors {
  const draw = (rows: number) => Float32Array.from({ length: rows * width }, () => random.normal())
  return { width, users: draw(x.rows), items: draw(x.cols) }
}

/** What a name's framework needs. */
export function learnedBy(name: string, x: Csr): Pick<GraphModelOptions, 'text' | 'attributes'> {
  if (name.includes('+hgcl')) return { attributes: randomAttributes(x.cols, 5, createRandom(4)) }
  return name.includes('+') ? { text: randomText(x, 6, createRandom(4)) } : {}
}
