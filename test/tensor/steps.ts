import { createRandom } from '../../training/random.ts'
import {
  Adam,
  bpr,
  catalogueSoftmax,
  createRuntime,
  dropEdges,
  gather,
  intentAttention,
  normalizeRows,
  parameter,
  propagate,
  sparse,
  Tape,
} from '../../training/tensor/index.ts'
import { normalizedGraph } from './sparse-matrices.ts'

/**
 * Trains a small LightGCN and a small student side by side. Returns all their parameters.
 *
 * @param onStep gets the arena's top before the memory of a step is freed
 */
export async function trainBoth(
  threads: number,
  steps: number,
  onStep?: (top: number) => void,
): Promise<Float32Array> {
  const [nodes, dim, intents, batch, length] = [60, 12, 2, 33, 3]
  const runtime = await createRuntime({ bytes: 4 << 20, threads })
  try {
    const random = createRandom(3)
    const graph = sparse(runtime, normalizedGraph(nodes, 0.1, random), { symmetric: true })
    const dropped = dropEdges(runtime, graph, 0.8, random.below(2 ** 32))
    const normal = () => 0.3 * random.normal()
    const embedding = parameter(runtime, nodes, dim, normal)
    const bias = parameter(runtime, nodes, 1, normal)
    const weights = {
      query: parameter(runtime, intents, dim, normal),
      position: parameter(runtime, intents, length, normal),
      kind: parameter(runtime, intents, 1, normal),
      age: parameter(runtime, intents, 2, normal),
    }
    const parameters = [embedding, bias, ...Object.values(weights)]
    const adam = new Adam(runtime, parameters, { lr: 0.01, weightDecay: 1e-4 })
    const tape = new Tape(runtime)
    const some = (count: number) => Int32Array.from({ length: count }, () => random.below(nodes))
    for (let step = 0; step < steps; step++) {
      dropEdges(runtime, graph, 0.8, random.below(2 ** 32), dropped)
      const final = propagate(tape, dropped, embedding, 2)
      const [users, positives, negatives] = [some(batch), some(batch), some(batch)]
      tape.backward(bpr(tape, final, { users, positives, negatives }))
      adam.step()
      onStep?.(runtime.mark())
      tape.reset()

      const events = {
        offsets: Int32Array.from({ length: batch + 1 }, (_, b) => b * length),
        position: Int32Array.from({ length: batch * length }, (_, m) => m % length),
        kind: new Int32Array(batch * length),
        age: new Float32Array(batch * length).fill(-1),
      }
      const x = gather(tape, embedding, some(batch * length))
      const queries = normalizeRows(tape, intentAttention(tape, x, events, weights))
      const targets = {
        offsets: Int32Array.from({ length: batch + 1 }, (_, b) => b),
        index: some(batch),
        weight: new Float32Array(batch).fill(1),
      }
      const items = normalizeRows(tape, embedding)
      const loss = catalogueSoftmax(
        tape,
        { queries, items, bias },
        { intents, pool: 'logsumexp', temperature: 0.2, targets, smoothing: 0.1 },
      )
      tape.backward(loss)
      adam.step()
      onStep?.(runtime.mark())
      tape.reset()
    }
    return Float32Array.from(parameters.flatMap((p) => [...p.data]))
  } finally {
    await runtime.dispose()
  }
}
