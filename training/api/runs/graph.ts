import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Metrics } from '../../evaluate/index.ts'
import { hashTexts, readTexts } from '../../intents/index.ts'
import { FOREVER } from '../../progress.ts'
import {
  type Checkpoint,
  fitGraph,
  fitOptions,
  type GraphFitOptions,
  readCheckpoint,
  tuneGraph,
} from '../../teachers/index.ts'
import { RUN_FILES } from '../../teachers/run/index.ts'
import { attributesFor } from '../teacher.ts'
import type { FittedRun, Plan } from './plan.ts'

/**
 * Fits a graph teacher, and saves checkpoints in the folder of the RUN. If the last fit takes in the
 * validation users, a first stage (`choose`) finds the number of epochs without them, and the last
 * stage (`fit`) trains that many.
 */
export async function fitGraphRun(plan: Plan): Promise<FittedRun> {
  const { options, folder, dataset, progress, seed, protocol, last, choose } = plan
  const { teacher: name, epochs, set, signal } = options
  const checkpoint = join(folder, RUN_FILES.checkpoint)
  const saved = await readCheckpoint(checkpoint)
  const threads = options.threads ?? threadsOf(saved) ?? availableParallelism()
  const texts = await readTexts(options, dataset, { fitted: choose, known: last, progress })
  const fit = fitOptions(dataset, choose, {
    preset: 'standard',
    seed,
    threads,
    deadline: FOREVER,
    progress,
    attributeColumns: options.attributes,
  })
  const attributes = attributesFor(name, fit)
  const text = hashTexts(texts, attributes)
  const data = dataset.hash
  const identity = { data, split: last.hash, protocol, seed, threads, text: text ?? null }
  const fitted: GraphFitOptions = {
    ...fit,
    ...texts,
    attributes,
    epochs,
    signal,
    setting: set,
  }
  const trials = { file: join(folder, RUN_FILES.tried), identity }
  const tuned = options.tune ? await tuneGraph(name, fitted, trials) : undefined
  const setting = tuned?.setting ?? set
  const keep = { checkpoint, log: join(folder, RUN_FILES.log), identity }
  const first = () => fitGraph(name, { ...fitted, setting, keep: { ...keep, stage: 'choose' } })
  const chosen = await chooseEpochs(plan, saved, first)
  const whole = chosen && {
    // Means over users' items take in the events that are fitted only now.
    ...(await readTexts(options, dataset, { fitted: last, known: last })),
    epochs: chosen.epochs,
    fixed: true,
  }
  const teacher = await fitGraph(name, {
    ...fitted,
    split: last,
    setting,
    keep: { ...keep, stage: 'fit', chosen },
    ...whole,
  })
  const { embeddings, config: settings, trained } = teacher
  return {
    settings,
    threads,
    contents: { embeddings },
    validation: chosen ? chosen.validation : teacher.validation,
    epochs: teacher.epochs,
    trained,
    text,
    tried: tuned?.tried,
  }
}

/** A run resumes with its own number of threads, because another number gives other bits. */
function threadsOf(saved: Checkpoint | null): number | undefined {
  const threads = saved?.identity.threads
  return typeof threads === 'number' ? threads : undefined
}

/** What the first stage found; checkpoints of the last stage carry it along. */
interface Chosen {
  epochs: number
  validation?: Metrics
}

/** @returns the number of epochs for the last stage; undefined if that stage chooses it itself */
async function chooseEpochs(
  { options, last, choose }: Plan,
  saved: Checkpoint | null,
  first: () => Promise<Chosen>,
): Promise<Chosen | undefined> {
  if (last === choose) return undefined
  if (saved?.stage === 'fit') return isChosen(saved.chosen) ? saved.chosen : undefined
  if (!choose.valid.users.length) return { epochs: options.epochs! }
  const { epochs, validation } = await first()
  return { epochs, validation }
}

function isChosen(value: unknown): value is Chosen {
  return typeof value === 'object' && value !== null && 'epochs' in value
}
