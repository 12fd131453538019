import { readFile } from 'node:fs/promises'
import {
  readSafetensors,
  readSafetensorsMetadata,
  TacitError,
  type Tensor,
  writeSafetensors,
} from '@tacit-rec/pack'
import type { Metrics } from '../../../evaluate/index.ts'
import { placeFile } from '../../../files.ts'
import type { Runtime } from '../../../tensor/index.ts'
import type { Embeddings, GraphModel } from '../types.ts'

/** What a checkpoint must match to be resumed; every value is compared. */
export type Identity = Record<string, unknown>

/** The best epoch so far. */
export interface Best {
  epoch: number
  validation: Metrics
  embeddings: Embeddings
}

/** The state of training after an epoch, without the arena's. */
export interface TrainerState {
  epoch: number
  /** Steps of Adam. */
  steps: number
  /** The state of the model's random stream. */
  random: number[]
  /** Validations since the best one. */
  worse: number
  best?: Best
}

/** Which of a teacher's fits: `choose` finds the number of epochs, `fit` is the final one. */
export type Stage = (typeof STAGES)[number]
export const STAGES = ['choose', 'fit'] as const

/** Metadata of a checkpoint. */
export interface Heading {
  /** The same in all stages. */
  identity: Identity
  stage: Stage
  /** The decision of an earlier stage. */
  chosen?: unknown
}

/** A checkpoint as it is stored. */
export interface Checkpoint extends Heading {
  state: TrainerState
  tensors: Map<string, Tensor>
}

/** Distinguishes checkpoints from other safetensors files. */
const FORMAT = 'tacit-checkpoint-1'

/**
 * Writes parameters, buffers, Adam's moments and the trainer's state under a temporary name, syncs
 * and renames: a kill leaves either the old checkpoint or the new one.
 */
export async function writeCheckpoint(
  file: string,
  runtime: Runtime,
  model: GraphModel,
  heading: Heading,
  state: TrainerState,
): Promise<void> {
  const tensors: Record<string, Tensor> = {}
  const put = (name: string, data: Float32Array, ...shape: number[]) => {
    tensors[name] = { dtype: 'F32', shape, data }
  }
  for (const [name, p] of model.parameters)
    for (const [kind, pointer] of slots(p))
      put(`${kind}/${name}`, runtime.f32(pointer, p.rows * p.cols), p.rows, p.cols)
  for (const [name, data] of model.buffers) put(`buffer/${name}`, data, data.length)
  const { best, ...rest } = state
  if (best) {
    const { dim, users, items } = best.embeddings
    put('best/users', users, users.length / dim, dim)
    put('best/items', items, items.length / dim, dim)
  }
  const bestEpoch = best && { epoch: best.epoch, validation: best.validation }
  const metadata = {
    format: FORMAT,
    heading: JSON.stringify(heading),
    state: JSON.stringify({ ...rest, best: bestEpoch }),
  }
  await placeFile(file, writeSafetensors(tensors, metadata))
}

/**
 * Reads a checkpoint; null if the file does not exist.
 *
 * @throws TacitError `teacher/checkpoint` for another kind of file, `pack/safetensors` for a damaged
 *   one
 */
export async function readCheckpoint(file: string): Promise<Checkpoint | null> {
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await readFile(file))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const { format, heading, state } = readSafetensorsMetadata(bytes, file)
  if (format !== FORMAT) throw refuse(file, `its format is "${format ?? 'none'}", not "${FORMAT}"`)
  const tensors = readSafetensors(bytes, file)
  const { best, ...rest }: TrainerState = JSON.parse(state)
  const { identity, stage, chosen }: Heading = JSON.parse(heading)
  const [users, items] = [tensors.get('best/users'), tensors.get('best/items')]
  const embeddings = users &&
    items && {
      dim: users.shape[1],
      users: floats(file, 'best/users', users),
      items: floats(file, 'best/items', items),
    }
  const whole = best && embeddings ? { ...rest, best: { ...best, embeddings } } : rest
  return { identity, stage, chosen, state: whole, tensors }
}

/**
 * Restores a newly built model from a checkpoint.
 *
 * @throws TacitError `teacher/checkpoint` naming the first tensor that does not fit
 */
export function restoreModel(
  file: string,
  runtime: Runtime,
  model: GraphModel,
  { tensors }: Checkpoint,
): void {
  for (const [name, p] of model.parameters)
    for (const [kind, pointer] of slots(p)) {
      const data = take(file, tensors, `${kind}/${name}`, [p.rows, p.cols])
      runtime.f32(pointer, p.rows * p.cols).set(data)
    }
  for (const [name, data] of model.buffers)
    data.set(take(file, tensors, `buffer/${name}`, [data.length]))
}

/** @throws TacitError `teacher/checkpoint` naming the first value that differs */
export function assertSame(file: string, found: Identity, wanted: Identity): void {
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
    const [has, needs] = [JSON.stringify(found[name]), JSON.stringify(wanted[name])]
    if (has !== needs) throw refuse(file, `its ${name} is ${has}, this training's is ${needs}`)
  }
}

function slots(p: { pointer: number; first: number; second: number }): [string, number][] {
  return [
    ['parameter', p.pointer],
    ['first', p.first],
    ['second', p.second],
  ]
}

function take(
  file: string,
  tensors: Map<string, Tensor>,
  name: string,
  shape: number[],
): Float32Array {
  const tensor = tensors.get(name)
  if (!tensor) throw refuse(file, `it holds no tensor ${name}`)
  if (String(tensor.shape) === String(shape)) return floats(file, name, tensor)
  throw refuse(file, `${name} is ${tensor.dtype} [${tensor.shape}], the model's F32 [${shape}]`)
}

function floats(file: string, name: string, { data, dtype }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data
  throw refuse(file, `${name} is ${dtype}, not F32`)
}

function refuse(file: string, what: string): TacitError {
  return new TacitError(
    'teacher/checkpoint',
    `${file} cannot be resumed: ${what}: train into another folder, or delete this one`,
  )
}
