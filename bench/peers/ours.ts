/** Our side of each comparison, and the file that the other side reads. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Tensor, writeSafetensors } from '@tacit-rec/pack'
import type { Csr } from '../../training/sparse/index.ts'
import { bipartite, type TextVectors, type Triples } from '../../training/teachers/graph/index.ts'
import { contrast, someBatches, type Trainee, type TraineeOptions, trainee } from '../workloads.ts'
import type { Opening } from './process.ts'

/** A model on our side, and what the other side needs to build the same. */
export interface Ours {
  /** @returns the loss */
  step(): number
  opening: Omit<Opening, 'form' | 'threads'>
  dispose(): Promise<void>
}

export interface OursOptions
  extends Pick<TraineeOptions, 'interactions' | 'settings' | 'trainer' | 'text' | 'random'> {
  /** Folder of the file. */
  folder: string
  threads: number
  batch?: number
  /** Scale of the noise in L_trans; 0 to compare losses. */
  noise?: 0 | 1
}

/** LightGCN; with text, LightGCN + IRLLRec `paper`. */
export async function oursOf(options: OursOptions): Promise<Ours> {
  const { folder, interactions, text, batch = 4096, noise = 1 } = options
  const model = text ? 'irllrec' : 'lightgcn'
  const own = await trainee({ name: text ? 'lightgcn+irllrec:paper' : 'lightgcn', ...options })
  const batches = someBatches(interactions, batch, 8)
  const file = join(folder, `${model}.safetensors`)
  writeFileSync(
    file,
    writeSafetensors({
      ...weightsOf(own),
      ...graphOf(interactions),
      ...(text && { text: textOf(text) }),
      batches: batchesOf(batches),
    }),
  )
  const settings = { ...own.model.settings, ...own.settings, users: interactions.rows, noise }
  let at = 0
  return {
    step: () => own.step(batches[at++ % batches.length]).loss,
    opening: { file, model, settings },
    dispose: own.dispose,
  }
}

export async function oursInfoNce(
  folder: string,
  size: Parameters<typeof contrast>[0],
  threads: number,
): Promise<Ours> {
  const own = await contrast(size, threads)
  const file = join(folder, 'infonce.safetensors')
  const tensors = Object.entries(own.inputs).map(([name, { rows, cols, data }]) => [
    name,
    float(data, [rows, cols]),
  ])
  writeFileSync(file, writeSafetensors(Object.fromEntries(tensors)))
  const opening = { file, model: 'infonce', settings: { temperature: own.temperature } }
  return { step: own.step, opening, dispose: own.dispose }
}

function float(data: Float32Array, shape: number[]): Tensor {
  // A copy: training changes the arena behind a view.
  return { dtype: 'F32', shape, data: Float32Array.from(data) }
}

function whole(data: Int32Array, shape: number[]): Tensor {
  return { dtype: 'I32', shape, data }
}

/** Parameters and momentum weights, each in the shape of the parameter that it follows. */
function weightsOf({ model }: Trainee): Record<string, Tensor> {
  const weights: Record<string, Tensor> = {}
  for (const [name, { rows, cols, data }] of model.parameters)
    weights[name] = float(data, [rows, cols])
  for (const [name, data] of model.buffers) {
    const followed = model.parameters.get(name.replace('momentum', 'text intent'))!
    weights[name] = float(data, [followed.rows, followed.cols])
  }
  return weights
}

function graphOf(interactions: Csr): Record<string, Tensor> {
  const { offsets, index, values } = bipartite(interactions)
  return {
    'graph/offsets': whole(offsets, [offsets.length]),
    'graph/index': whole(index, [index.length]),
    'graph/values': float(values, [values.length]),
  }
}

/** Rows of users, then of items. */
function textOf({ width, users, items }: TextVectors): Tensor {
  const data = new Float32Array(users.length + items.length)
  data.set(users)
  data.set(items, users.length)
  return { dtype: 'F32', shape: [data.length / width, width], data }
}

/** [batches, 3, triples]: users, positives, negatives. */
function batchesOf(batches: readonly Triples[]): Tensor {
  const rows = batches.flatMap(({ user, positive, negative }) => [user, positive, negative])
  const { length } = rows[0]
  const data = new Int32Array(rows.length * length)
  for (const [n, row] of rows.entries()) data.set(row, n * length)
  return whole(data, [batches.length, 3, length])
}
