import { availableParallelism } from 'node:os'
import { CUTOFFS } from '../../evaluate/index.ts'
import { createRandom } from '../../random.ts'
import type { Csr } from '../../sparse/index.ts'
import { constant, type Runtime, Tape, topItems } from '../../tensor/index.ts'
import { graphModel } from './build.ts'
import { degreesOf } from './ranker.ts'
import { type TrainerSettings, trainerSettings, VALIDATION_CASES } from './trainer/index.ts'
import type { GraphModelOptions, Triples } from './types.ts'

/** What the size of an arena depends on. */
export interface Sized extends Omit<GraphModelOptions, 'runtime' | 'random'> {
  /** Default: all cores. */
  threads?: number
  trainer?: Partial<TrainerSettings>
}

/**
 * Max bytes of the arena in which a graph model trains, computed without allocating them: builds the
 * model and runs one step, one validation and the final embeddings on a runtime that only counts.
 * The step's batch is the worst case; real batches repeat some nodes.
 *
 * @throws TacitError the errors of building the model and of the trainer's settings
 */
export function trainingBytes(name: string, { threads, trainer, ...options }: Sized): number {
  const { interactions: x } = options
  const { runtime, maxBytes } = countingRuntime(threads ?? availableParallelism())
  const model = graphModel(name, { ...options, runtime, random: createRandom(0) })
  const { batch } = trainerSettings(model.settings, x.index.length, trainer)
  const tape = new Tape(runtime)
  tape.backward(model.loss(tape, worstBatch(x, Math.min(batch, x.index.length))).loss)
  tape.reset()
  const { dim } = model.final()
  validationRooms(runtime, x, dim)
  return maxBytes()
}

/** The allocations of `validateEmbeddings` if the cases' histories hold every event. */
function validationRooms(runtime: Runtime, { rows, cols, index }: Csr, dim: number): void {
  const cases = Math.min(rows, VALIDATION_CASES)
  const [items, queries] = [constant(runtime, cols, dim), constant(runtime, cases, dim)]
  const masks = { offsets: new Int32Array(cases + 1), index: new Int32Array(index.length) }
  topItems(runtime, queries, items, Math.max(...CUTOFFS), masks)
}

/**
 * The batch that touches the most nodes and edges, whatever prefix of its triples is used: users by
 * descending degree; of the items by descending degree the even ranks are positives and the odd
 * ranks negatives, then the other way round.
 */
function worstBatch(x: Csr, size: number): Triples {
  const { userDegree, itemDegree } = degreesOf(x)
  const users = byDegree(userDegree)
  const items = byDegree(itemDegree)
  const [even, odd] = [0, 1].map((rest) => items.filter((_, rank) => rank % 2 === rest))
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

/** An empty array that drops all writes. */
class Nowhere extends Float32Array {
  override set(): void {}
}

/**
 * A runtime that hands out addresses without memory and runs no kernel. Floats are dropped; integers
 * are stored, because steps read the graph's edges from them.
 */
function countingRuntime(threads: number): { runtime: Runtime; maxBytes(): number } {
  const [nowhere, numbers] = [new Nowhere(0), new Float64Array(0)]
  const integers = new Map<number, Int32Array>()
  // A gradient takes address 0 for "not allocated".
  const first = 64
  let [top, highest] = [first, first]
  const room = (bytes: number) => {
    const pointer = top
    top += Math.ceil(bytes / 64) * 64
    highest = Math.max(highest, top)
    return pointer
  }
  const runtime: Runtime = {
    threads,
    scratch: new Array<number>(threads).fill(0),
    f32: () => nowhere,
    f64: () => numbers,
    i32(pointer, count) {
      const stored = integers.get(pointer)
      // An empty array shares the address of the next allocation.
      if (stored?.length === count) return stored
      const made = new Int32Array(count)
      integers.set(pointer, made)
      return made
    },
    room,
    alloc: room,
    mark: () => top,
    release(mark) {
      for (const pointer of integers.keys()) if (pointer >= mark) integers.delete(pointer)
      top = mark
    },
    run() {},
    async dispose() {},
  }
  return { runtime, maxBytes: () => highest - first }
}
