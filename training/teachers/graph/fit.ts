import { createRandom } from '../../random.ts'
import { type Csr, interactionMatrix } from '../../sparse/index.ts'
import { createRuntime, type Parameter } from '../../tensor/index.ts'
import type { FitOptions, Teacher } from '../types.ts'
import { graphModel } from './build.ts'
import { embeddingRanker, type FittedEmbeddings } from './ranker.ts'
import { graphParts } from './registry.ts'
import { trainingBytes } from './size.ts'
import {
  type Frame,
  type Keep,
  partSettings,
  type TrainedGraph,
  trainGraphModel,
} from './trainer/index.ts'
import type { Modality, TextVectors } from './types.ts'

/** Inputs of a graph teacher's fit. */
export interface GraphFitOptions extends FitOptions {
  text?: TextVectors
  /** Texts of intents, if they differ from `text`. */
  intents?: TextVectors
  /** Modalities beside the text. */
  modalities?: readonly Modality[]
  /** Items × attributes [N,A], binary. */
  attributes?: Csr
  /** Max epochs; with `fixed` or without validation, exactly this many. */
  epochs?: number
  /** Trains all `epochs` and keeps the last: the number was chosen before. */
  fixed?: boolean
  /** Adds the framework's terms in the last epochs only; then not `epochs`. */
  frame?: Frame
  keep?: Keep
  signal?: AbortSignal
}

/** A graph teacher with the parts that a RUN stores. */
export interface GraphTeacher extends Teacher, Pick<TrainedGraph, 'epochs' | 'trained' | 'plain'> {
  readonly embeddings: FittedEmbeddings
  /** Item → its nearest intent prototype, [N]; only of frameworks with prototypes of items. */
  readonly groups?: Int32Array
}

/** Epochs of the `quick` preset, which does not validate. */
const QUICK_EPOCHS = 60

/**
 * Fits a graph teacher: builds the model in its own arena and trains it by `trainGraphModel`.
 * `quick` trains {@link QUICK_EPOCHS} without validation. `fixed` ignores the deadline.
 *
 * @throws TacitError `teacher/text` for missing or useless text, `tensor/arena` if more memory is
 *   needed than wasm32 addresses, and the errors of training
 */
export async function fitGraph(name: string, options: GraphFitOptions): Promise<GraphTeacher> {
  const { split, items, text, modalities, attributes, seed, threads, setting, preset, progress } =
    options
  // Callers read intents together with the text; a framework without use for them ignores them.
  const { framework } = graphParts(name)
  const intents = framework?.takesIntents ? options.intents : undefined
  const interactions = interactionMatrix(split.fit, items)
  const { trainer, model: settings } = partSettings(setting)
  const parts = { interactions, text, intents, modalities, attributes, settings }
  const runtime = await createRuntime({
    bytes: trainingBytes(name, { ...parts, threads, trainer }),
    threads,
  })
  try {
    const random = createRandom(seed)
    const model = graphModel(name, { ...parts, runtime, random })
    const quick = preset === 'quick' && !options.fixed
    const deadline = options.fixed ? undefined : options.deadline
    const trained = await trainGraphModel(model, {
      runtime,
      interactions,
      random,
      progress,
      deadline,
      settings: trainer,
      frame: options.frame,
      keep: options.keep,
      signal: options.signal,
      protocol: split.protocol,
      valid: options.fixed || quick ? null : split.valid,
      epochs: options.epochs ?? (quick ? QUICK_EPOCHS : undefined),
    })
    const { epochs, embeddings, validation } = trained
    const config = { ...model.settings, ...trained.settings, epochs }
    const prototypes = model.framework?.get('prototypes/items')
    const groups = prototypes && nearestPrototypes(embeddings, prototypes)
    return { name, config, ...trained, groups, validation, ...embeddingRanker(embeddings) }
  } finally {
    await runtime.dispose()
  }
}

/** argmax_k e_i · c_k of every item. @param prototypes C [d,K] */
function nearestPrototypes(
  { items, dim }: Pick<FittedEmbeddings, 'items' | 'dim'>,
  { data, cols }: Parameter,
): Int32Array {
  return Int32Array.from({ length: items.length / dim }, (_, i) => {
    let [best, most] = [0, Number.NEGATIVE_INFINITY]
    for (let k = 0; k < cols; k++) {
      let dot = 0
      for (let c = 0; c < dim; c++) dot += items[i * dim + c] * data[c * cols + k]
      if (dot > most) [best, most] = [k, dot]
    }
    return best
  })
}
