/** What the speed benches train: single steps, on public data sets. */
import { join } from 'node:path'
import { loadDataset, splitDataset } from '../training/data/index.ts'
import { createRandom, type Random } from '../training/random.ts'
import { type Csr, interactionMatrix } from '../training/sparse/index.ts'
import {
  epochTriples,
  type GraphModel,
  graphModel,
  type TextVectors,
  type TrainerSettings,
  type Triples,
  trainerSettings,
} from '../training/teachers/graph/index.ts'
import {
  Adam,
  createRuntime,
  infoNce,
  type Parameter,
  parameter,
  type Runtime,
  Tape,
} from '../training/tensor/index.ts'

/** The wasm32 address space, less the runtime's own part; the memory grows as it is used. */
const WHOLE_ARENA = 2 ** 32 - (256 << 20)

export interface TraineeOptions {
  name: string
  interactions: Csr
  threads?: number
  settings?: Record<string, number>
  trainer?: Partial<TrainerSettings>
  text?: TextVectors
  /** Random stream of the model and of sampling. Default: seed 1. */
  random?: Random
  /** Max bytes of the arena. */
  bytes?: number
}

/** A graph teacher and its optimizer, as `trainGraphModel` drives them, step by step. */
export interface Trainee {
  readonly model: GraphModel
  readonly runtime: Runtime
  readonly settings: TrainerSettings
  /** Computes loss and gradients, and updates with Adam. */
  step(batch: Triples): { loss: number; arena: number }
  /** Samples and trains a whole epoch. */
  epoch(): void
  dispose(): Promise<void>
}

export async function trainee(options: TraineeOptions): Promise<Trainee> {
  const { name, interactions, text, threads, random = createRandom(1) } = options
  const runtime = await createRuntime({ bytes: options.bytes ?? WHOLE_ARENA, threads })
  const model = graphModel(name, {
    runtime,
    interactions,
    random,
    text,
    settings: options.settings,
  })
  const settings = trainerSettings(model.settings, interactions.index.length, options.trainer)
  const adam = new Adam(runtime, [...model.parameters.values()], {
    lr: settings.learningRate,
    weightDecay: settings.weightDecay,
  })
  const tape = new Tape(runtime)
  const step = (batch: Triples) => {
    const { loss } = model.loss(tape, batch)
    tape.backward(loss)
    const seen = { loss: loss.data[0], arena: runtime.mark() }
    adam.step()
    model.afterStep?.()
    tape.reset()
    return seen
  }
  return {
    model,
    runtime,
    settings,
    step,
    epoch() {
      model.beginEpoch?.()
      for (const batch of epochTriples(interactions, settings.batch, random)) step(batch)
    },
    dispose: () => runtime.dispose(),
  }
}

/** Fitted events of a public data set. */
export async function publicInteractions(
  folder: string,
  name: 'amazon-book' | 'beauty',
): Promise<Csr> {
  const dataset = await loadDataset(join(folder, name))
  const split = splitDataset(dataset, name === 'beauty' ? 'leave-one-out' : 'ratio')
  return interactionMatrix(split.fit, dataset.items.length)
}

/** Normally distributed text vectors: the time of a step does not depend on their values. */
export function randomText({ rows, cols }: Csr, width: number): TextVectors {
  const random = createRandom(2)
  const draw = (many: number) => Float32Array.from({ length: many * width }, () => random.normal())
  return { width, users: draw(rows), items: draw(cols) }
}

/** The first full batches of an epoch. */
export function someBatches(interactions: Csr, batch: number, max: number): Triples[] {
  const batches: Triples[] = []
  for (const triples of epochTriples(interactions, batch, createRandom(3))) {
    if (batches.length === max) break
    if (triples.user.length === batch || batches.length === 0) batches.push(triples)
  }
  return batches
}

/** InfoNCE forward and backward, without an optimizer. */
export interface Contrast {
  readonly inputs: Record<'anchors' | 'positives' | 'negatives', Parameter>
  readonly temperature: number
  /** @returns the loss */
  step(): number
  dispose(): Promise<void>
}

/** @param candidates number of positives and negatives together */
export async function contrast(
  { anchors, candidates, dim }: { anchors: number; candidates: number; dim: number },
  threads?: number,
): Promise<Contrast> {
  const runtime = await createRuntime({ bytes: 512 << 20, threads })
  const random = createRandom(4)
  const make = (rows: number) => parameter(runtime, rows, dim, () => random.normal())
  const inputs = {
    anchors: make(anchors),
    positives: make(anchors),
    negatives: make(candidates - anchors),
  }
  const temperature = 0.2
  const tape = new Tape(runtime)
  return {
    inputs,
    temperature,
    step() {
      for (const input of Object.values(inputs)) input.grad.fill(0)
      const { negatives } = inputs
      const loss = infoNce(tape, inputs.anchors, inputs.positives, { temperature, negatives })
      tape.backward(loss)
      const [seen] = loss.data
      tape.reset()
      return seen
    },
    dispose: () => runtime.dispose(),
  }
}
