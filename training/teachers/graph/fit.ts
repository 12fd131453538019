import { createRandom } from '../../random.ts'
import { interactionMatrix } from '../../sparse/index.ts'
import { createRuntime } from '../../tensor/index.ts'
import type { FitOptions, Teacher } from '../types.ts'
import { graphModel } from './index.ts'
import { assertText } from './names.ts'
import { embeddingRanker, type FittedEmbeddings } from './ranker.ts'
import { trainingBytes } from './size.ts'
import { type Keep, partSettings, type TrainedGraph, trainGraphModel } from './trainer/index.ts'
import type { TextVectors } from './types.ts'

/** What a graph teacher takes beside the rest. */
export interface GraphFitOptions extends FitOptions {
  text?: TextVectors
  /** Texts of intents where they are others than `text`. */
  intents?: TextVectors
  /** At most so many epochs, or with `valid: null` in the split's place exactly so many. */
  epochs?: number
  /** Trains every epoch and keeps the last: the number of epochs was chosen before. */
  fixed?: boolean
  keep?: Keep
  signal?: AbortSignal
}

/** A graph teacher with what a RUN keeps of it. */
export interface GraphTeacher extends Teacher, Pick<TrainedGraph, 'epochs' | 'trained'> {
  readonly embeddings: FittedEmbeddings
}

/** Epochs of the `quick` preset. */
export const QUICK_EPOCHS = 60

/**
 * Fits a graph teacher: the model by its name in an arena of its own, trained by
 * `trainGraphModel`. `quick` trains 60 epochs without validation. A number of epochs that was chosen
 * before is trained whole, whatever the deadline.
 *
 * @throws TacitError `teacher/text` where text is missing or of no use, `tensor/arena` where more
 *   memory is needed than wasm32 addresses, and what training throws
 */
export async function fitGraph(name: string, options: GraphFitOptions): Promise<GraphTeacher> {
  const { split, items, text, seed, threads, setting, preset, progress } = options
  const intents = name.includes('+irllrec') ? options.intents : undefined
  assertText(name, text !== undefined)
  const interactions = interactionMatrix(split.fit, items)
  const { trainer, model: settings } = partSettings(setting)
  const parts = { interactions, text, intents, settings }
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
      ...{ runtime, interactions, random, progress, deadline, settings: trainer },
      ...{ keep: options.keep, signal: options.signal },
      protocol: split.protocol,
      valid: options.fixed || quick ? null : split.valid,
      epochs: options.epochs ?? (quick ? QUICK_EPOCHS : undefined),
    })
    const { epochs, embeddings, validation } = trained
    const config = { ...model.settings, ...trained.settings, epochs }
    return { name, config, ...trained, validation, ...embeddingRanker(embeddings) }
  } finally {
    await runtime.dispose()
  }
}
