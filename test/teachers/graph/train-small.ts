import { join } from 'node:path'
import {
  type Dataset,
  loadDataset,
  type Split,
  splitDataset,
} from '../../../training/data/index.ts'
import { createRandom } from '../../../training/random.ts'
import { interactionMatrix } from '../../../training/sparse/index.ts'
import {
  type TrainGraphOptions,
  trainGraphModel,
} from '../../../training/teachers/graph/trainer/index.ts'
import { createRuntime } from '../../../training/tensor/index.ts'
import { arenaBytes, matrixFactorization } from './matrix-factorization.ts'

export interface SmallRun extends Partial<TrainGraphOptions> {
  seed?: number
  dim?: number
  name?: string
  threads?: number
  /** Folder of the checkpoint and the log. */
  folder?: string
  identity?: Record<string, unknown>
  everySeconds?: number
}

const datasets = new Map<string, Promise<Dataset>>()

/** Reads each folder once. */
function datasetOf(data: string): Promise<Dataset> {
  const dataset = datasets.get(data) ?? loadDataset(data)
  datasets.set(data, dataset)
  return dataset
}

/** Trains the matrix factorization on a checkerboard, leave-one-out. */
export async function trainSmall(data: string, run: SmallRun = {}) {
  const dataset = await datasetOf(data)
  const split: Split = splitDataset(dataset, 'leave-one-out')
  const interactions = interactionMatrix(split.fit, dataset.items.length)
  const { seed = 1, dim = 8, name, threads = 2, folder, everySeconds = 0, ...rest } = run
  const runtime = await createRuntime({ bytes: arenaBytes(interactions), threads })
  try {
    const random = createRandom(seed)
    const settings = { dim }
    const model = matrixFactorization({ runtime, interactions, random, settings }, name)
    const trained = await trainGraphModel(model, {
      runtime,
      interactions,
      random,
      protocol: split.protocol,
      valid: split.valid,
      ...rest,
      keep: folder
        ? {
            checkpoint: join(folder, 'checkpoint.safetensors'),
            log: join(folder, 'log.jsonl'),
            stage: 'fit',
            identity: { data: dataset.hash, seed, ...run.identity },
            everySeconds,
          }
        : undefined,
    })
    const mean = Float32Array.from(model.buffers.get('mean')!)
    return { trained, mean, random: random.state() }
  } finally {
    await runtime.dispose()
  }
}

// As a program: trains until it is killed, with a checkpoint after every epoch.
if (process.argv[1] === import.meta.filename) {
  const [data, folder] = process.argv.slice(2)
  await trainSmall(data, { folder, epochs: 400, settings: { patience: 400 } })
}
