import type { Split } from '../../data/index.ts'
import { evaluateRanker, type Metrics } from '../../evaluate/index.ts'
import { createRandom } from '../../random.ts'
import { type FitOptions, isBetter, objective, sampleRows } from '../../teachers/index.ts'
import { Adam, createRuntime, Tape } from '../../tensor/index.ts'
import type { Cold } from '../memory/index.ts'
import { engineRanker } from '../ranker.ts'
import { drawBatch } from './batch.ts'
import { draftPack } from './draft.ts'
import type { Example } from './examples.ts'
import { type StudentGraph, StudentModel } from './model.ts'
import type { StudentSettings } from './settings.ts'
import { type StudentTables, withColdRows } from './tables.ts'
import { learnsTexts, textBytes } from './text-terms.ts'

/** What a student is trained on. */
export interface TrainingData {
  fit: Pick<FitOptions, 'split' | 'seed' | 'threads' | 'deadline' | 'progress' | 'denseTexts'>
  graph: StudentGraph
  /** Cold items and their stand-ins; null: no item is cold. */
  cold: Cold | null
  examples: readonly Example[]
}

export interface TrainedStudent {
  tables: StudentTables
  /** The epoch that was kept. */
  epochs: number
  /** Metrics of the judge; only with one. */
  validation?: Metrics
}

/** Validation cases that an epoch is scored on, max. */
const MAX_CASES = 3000
/** Validations without gain after which training ends. */
const PATIENCE = 3

/**
 * Trains with Adam on shuffled batches.
 *
 * @param judge scores an epoch's tables on validation: the best epoch is kept, and training stops early or
 *   at the deadline. Without it every epoch is trained, whatever the deadline
 */
export async function trainStudent(
  { fit, graph, cold, examples }: TrainingData,
  settings: StudentSettings,
  judge?: (tables: StudentTables) => Metrics,
): Promise<TrainedStudent> {
  const texts = learnsTexts(settings) ? fit.denseTexts() : null
  const ofTexts = texts ? textBytes(texts, graph.interactions.cols, settings) : 0
  const runtime = await createRuntime({
    bytes: arenaBytes(graph, settings) + ofTexts,
    threads: fit.threads,
  })
  try {
    const model = new StudentModel(runtime, graph, settings, fit.seed, texts)
    const tape = new Tape(runtime)
    const adam = new Adam(runtime, model.parameters, {
      lr: settings.learningRate,
      weightDecay: settings.weightDecay,
    })
    const random = createRandom(fit.seed + 1)
    const perEpoch = Math.ceil(examples.length / settings.batch)
    const task = fit.progress.task('student', settings.epochs * perEpoch)
    const { protocol } = fit.split
    let best: (Required<TrainedStudent> & { score: number }) | undefined

    const trainEpoch = (epoch: number) => {
      const order = random.shuffle(Int32Array.from(examples.keys()))
      const pool = epoch > settings.warmEpochs ? settings.pool : 'mean'
      const note = best ? ` best ${best.score.toFixed(4)}` : ''
      let total = 0
      for (let step = 0; step < perEpoch; step++) {
        const chosen = order.subarray(step * settings.batch, (step + 1) * settings.batch)
        const drawn = Array.from(chosen, (n) => examples[n])
        const loss = model.loss(tape, drawBatch(fit.split.fit, drawn, settings, random), pool)
        total += loss.data[0]
        tape.backward(loss)
        adam.step()
        model.afterStep()
        tape.reset()
        const done = (epoch - 1) * perEpoch + step + 1
        task.update(done, `loss ${(total / (step + 1)).toFixed(3)}${note}`)
      }
    }
    const currentTables = () => withColdRows(model.tables(tape), cold)

    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      trainEpoch(epoch)
      if (!judge) continue
      if (epoch % validateEvery(settings) && epoch !== settings.epochs) continue
      const tables = currentTables()
      const validation = judge(tables)
      if (!best || isBetter(protocol, validation, best.validation))
        best = { tables, epochs: epoch, validation, score: objective(protocol, validation) }
      const idle = epoch - best.epochs
      if (idle >= PATIENCE * validateEvery(settings) || fit.deadline.left() < 0) break
    }
    task.end(best ? `best epoch ${best.epochs}, ${best.score.toFixed(4)}` : '')
    return best ?? { tables: currentTables(), epochs: settings.epochs }
  } finally {
    await runtime.dispose()
  }
}

/** Scores the encoder alone on validation cases, through the engine and in 8 bit. */
export function judgeAlone(
  tables: StudentTables,
  settings: StudentSettings,
  { kinds, interactions }: StudentGraph,
  { valid }: Split,
): Metrics {
  const ranker = engineRanker(draftPack(tables, settings, kinds))
  const rows = sampleRows(valid.users.length, MAX_CASES)
  return evaluateRanker(ranker, valid, interactions.cols, rows)
}

/** Epochs between validations: long schedules have cheap epochs. */
function validateEvery({ epochs }: StudentSettings): number {
  return epochs > 12 ? 2 : 1
}

/** Room for parameters with gradients and moments, the graphs, and one step's values. */
function arenaBytes({ interactions: x, text }: StudentGraph, s: StudentSettings): number {
  const table = x.cols * s.dim * 4
  const users = x.rows * s.dim * 4
  const events = s.batch * s.history * s.dim * 4
  const graphs = 40 * (x.index.length + (text?.index.length ?? 0)) + 64 * (x.rows + x.cols)
  const softmax = 64 * x.cols * s.intents * 4 * 4
  return (
    30 * table +
    6 * users +
    6 * events +
    graphs +
    softmax +
    8 * s.batch * s.intents * s.dim * 4 +
    (64 << 20)
  )
}
