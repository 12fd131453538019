import type { LoadedPack } from '@tacit-rec/pack'
import type { Sequences, Split } from '../data/index.ts'
import { evaluateRanker, type Metrics } from '../evaluate/index.ts'
import type { Deadline, Progress } from '../progress.ts'
import { createRandom } from '../random.ts'
import { isBetter, objective, sampleRows } from '../teachers/index.ts'
import { Adam, createRuntime, Tape } from '../tensor/index.ts'
import { draftPack } from './draft.ts'
import { drawBatch, type Example, type SoftList } from './examples.ts'
import { type StudentGraph, StudentModel, type StudentTables } from './model.ts'
import { engineRanker } from './ranker.ts'
import type { StudentSettings } from './settings.ts'

/** What a student is trained with. */
export interface TrainStudentOptions {
  fit: Sequences
  graph: StudentGraph
  settings: StudentSettings
  examples: Example[]
  /** `lists[n]` belongs to `examples[n]`; absent: hard targets only. */
  lists?: SoftList[]
  seed: number
  threads?: number
  progress: Progress
  deadline: Deadline
  /** Validation cases choose the epoch; without them every epoch is run. */
  choose?: Split
  kinds: { name: string; weight: number }[]
  /** Makes of trained tables those that are judged and kept. */
  settle?(tables: StudentTables): StudentTables
}

export interface TrainedStudent {
  tables: StudentTables
  epochs: number
  /** The encoder alone (no memory), in 8 bit, where there were validation cases. */
  validation?: Metrics
}

/** Adam on shuffled batches; the epoch that ranks validation best is kept, patience 3. */
export async function trainStudent(options: TrainStudentOptions): Promise<TrainedStudent> {
  const { graph, settings, examples, choose, seed, deadline, progress } = options
  const { settle = (tables) => tables } = options
  const runtime = await createRuntime({
    bytes: arenaBytes(graph, settings),
    threads: options.threads,
  })
  try {
    const model = new StudentModel(runtime, graph, settings, seed)
    const tape = new Tape(runtime)
    const adam = new Adam(runtime, model.parameters, {
      lr: settings.learningRate,
      weightDecay: settings.weightDecay,
    })
    const random = createRandom(seed + 1)
    const perEpoch = Math.ceil(examples.length / settings.batch)
    const task = progress.task('student', settings.epochs * perEpoch)
    const rows = choose && sampleRows(choose.valid.users.length, 3000)
    let best: (TrainedStudent & { score: number }) | undefined
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      const order = random.shuffle(Int32Array.from(examples.keys()))
      const pool = epoch > settings.warmEpochs ? settings.pool : 'mean'
      let total = 0
      for (let step = 0; step < perEpoch; step++) {
        const chosen = order.subarray(step * settings.batch, (step + 1) * settings.batch)
        // With order one history has many examples; they find their list by place.
        const lists = new Map(Array.from(chosen, (n) => [examples[n], options.lists?.[n]]))
        const batch = drawBatch(
          options.fit,
          Array.from(chosen, (n) => examples[n]),
          settings,
          random,
          (example) => lists.get(example),
        )
        const loss = model.loss(tape, batch, pool)
        total += loss.data[0]
        tape.backward(loss)
        adam.step()
        tape.reset()
        const score = best ? ` best ${best.score.toFixed(4)}` : ''
        task.update(
          (epoch - 1) * perEpoch + step + 1,
          `loss ${(total / (step + 1)).toFixed(3)}${score}`,
        )
      }
      if (!choose || !rows) continue
      if (epoch % validateEvery(settings) && epoch !== settings.epochs) continue
      const tables = settle(model.tables(tape))
      const pack: LoadedPack = draftPack(tables, settings, options.kinds)
      const validation = evaluateRanker(
        engineRanker(pack),
        choose.valid,
        graph.interactions.cols,
        rows,
      )
      const score = objective(choose.protocol, validation)
      if (!best || isBetter(choose.protocol, validation, best.validation))
        best = { tables, epochs: epoch, validation, score }
      if (epoch - best.epochs >= 3 * validateEvery(settings) || deadline.left() < 0) break
    }
    task.end(best ? `best epoch ${best.epochs}, ${best.score.toFixed(4)}` : '')
    return best ?? { tables: settle(model.tables(tape)), epochs: settings.epochs }
  } finally {
    await runtime.dispose()
  }
}

/** Long schedules of cheap epochs are validated every other one. */
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
