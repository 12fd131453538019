import { availableParallelism } from 'node:os'
import { CUTOFFS } from '../../evaluate/index.ts'
import { createRandom } from '../../random.ts'
import type { Csr } from '../../sparse/index.ts'
import { constant, type Runtime, Tape, topItems } from '../../tensor/index.ts'
import { graphModel } from './index.ts'
import { degreesOf } from './ranker.ts'
import { type TrainerSettings, trainerSettings, VALIDATION_CASES } from './trainer/index.ts'
import type { GraphModelOptions, Triples } from './types.ts'

/** What decides how large an arena becomes. */
export interface Sized extends Omit<GraphModelOptions, 'runtime' | 'random'> {
  /** All cores unless given. */
  threads?: number
  trainer?: Partial<TrainerSettings>
}

/**
 * The most bytes that training a graph model takes in an arena, without taking them: the model is
 * built, and one step, one validation and the final embeddings are run, on a runtime that only
 * counts. The step's batch is the worst that there is; real ones repeat some nodes.
 *
 * @throws TacitError what building the model and its trainer's settings throw
 */
export function trainingBytes(name: string, { threads, trainer, ...options }: Sized): number {
  const { interactions: x } = options
  const { runtime, most } = countingRuntime(threads ?? availableParallelism())
  const model = graphModel(name, { ...options, runtime, random: createRandom(0) })
  const { batch } = trainerSettings(model.settings, x.index.length, trainer)
  const tape = new Tape(runtime)
  tape.backward(model.loss(tape, worstBatch(x, Math.min(batch, x.index.length))).loss)
  tape.reset()
  const { dim } = model.final()
  validationRooms(runtime, x, dim)
  return most()
}

/** What `validateEmbeddings` takes where every event is behind the cases. */
function validationRooms(runtime: Runtime, { rows, cols, index }: Csr, dim: number): void {
  const cases = Math.min(rows, VALIDATION_CASES)
  const [items, queries] = [constant(runtime, cols, dim), constant(runtime, cases, dim)]
  const masks = { offsets: new Int32Array(cases + 1), index: new Int32Array(index.length) }
  topItems(runtime, queries, items, Math.max(...CUTOFFS), masks)
}

/**
 * The batch that touches the most nodes and edges, however few of its first triples are looked at:
 * users by falling degree, and of the items by falling degree the even places as positives and the
 * odd ones as negatives, then the other way round.
 */
function worstBatch(x: Csr, size: number): Triples {
  const { userDegree, itemDegree } = degreesOf(x)
  const users = byDegree(userDegree)
  const items = byDegree(itemDegree)
  const [even, odd] = [0, 1].map((rest) => items.filter((_, place) => place % 2 === rest))
  const repeat = (order: ArrayLike<number>) =>
    Int32Array.from({ length: size }, (_, n) => order[n % order.length])
  return {
    user: repeat(users),
    positive: repeat([...even, ...odd]),
    negative: repeat([...odd, ...even]),
  }
}

function byDegree(degrees: Int32Array): Int32Array {
  return Int32Array.from(degrees.keys()).sort((a, b) => degrees[b] - degrees[a])
}

/** Floats of no length: what is written to them is lost. */
class Nowhere extends Float32Array {
  override set(): void {}
}

/**
 * A runtime that hands out addresses of nothing and runs no kernel. Floats are lost; whole numbers,
 * of which steps ask the graph for the edges of their nodes, are kept.
 */
function countingRuntime(threads: number): { runtime: Runtime; most(): number } {
  const [nowhere, numbers] = [new Nowhere(0), new Float64Array(0)]
  const kept = new Map<number, Int32Array>()
  // Address 0 means "not there yet" to a gradient.
  const first = 64
  let [top, most] = [first, first]
  const room = (bytes: number) => {
    const pointer = top
    top += Math.ceil(bytes / 64) * 64
    most = Math.max(most, top)
    return pointer
  }
  const runtime: Runtime = {
    threads,
    scratch: new Array<number>(threads).fill(0),
    f32: () => nowhere,
    f64: () => numbers,
    i32(pointer, count) {
      const found = kept.get(pointer)
      // What takes no bytes has its successor's address.
      if (found?.length === count) return found
      const made = new Int32Array(count)
      kept.set(pointer, made)
      return made
    },
    room,
    alloc: room,
    mark: () => top,
    release(mark) {
      for (const pointer of kept.keys()) if (pointer >= mark) kept.delete(pointer)
      top = mark
    },
    run() {},
    async dispose() {},
  }
  return { runtime, most: () => most - first }
}
