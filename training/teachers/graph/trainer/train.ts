import { setImmediate as nextTurn } from 'node:timers/promises'
import { TacitError } from '@tacit-rec/pack'
import type { Cases } from '../../../data/index.ts'
import type { Metrics } from '../../../evaluate/index.ts'
import { type Deadline, type Progress, silent } from '../../../progress.ts'
import type { Random } from '../../../random.ts'
import type { Csr } from '../../../sparse/index.ts'
import { Adam, type Parameter, type Runtime, Tape } from '../../../tensor/index.ts'
import { isBetter, objective, sampleRows } from '../../choose.ts'
import { type Degrees, degreesOf, type FittedEmbeddings, withDegrees } from '../ranker.ts'
import type { GraphModel } from '../types.ts'
import {
  assertSame,
  type Identity,
  readCheckpoint,
  restoreModel,
  type Stage,
  type TrainerState,
  writeCheckpoint,
} from './checkpoint.ts'
import { appendLog, cutLog, type LogLine } from './log.ts'
import { MAX_EPOCHS, type TrainerSettings, trainerSettings } from './settings.ts'
import { epochTriples } from './triples.ts'
import { validateEmbeddings } from './validate.ts'

/** What {@link trainGraphModel} works with. */
export interface TrainGraphOptions {
  /** The model's own arena, events and random stream. */
  runtime: Runtime
  interactions: Csr
  random: Random
  /** The protocol says what a model is chosen by. */
  protocol: string
  /** Cases to validate on; null: every epoch is trained, and the last one is kept. */
  valid: Cases | null
  /** At most so many epochs; 600 unless given. */
  epochs?: number
  settings?: Partial<TrainerSettings>
  /** Where the state and the log are kept; nothing is written without. */
  keep?: Keep
  /** Aborted: the epoch under way is finished and saved, and {@link Stopped} is thrown. */
  signal?: AbortSignal
  /** Looked at after every epoch. */
  deadline?: Deadline
  progress?: Progress
}

/** Files of a run that can be gone on with. */
export interface Keep {
  checkpoint: string
  log: string
  stage: Stage
  /** What else than the model's name and settings a checkpoint must agree with. */
  identity: Identity
  /** What the stage before decided. */
  chosen?: unknown
  /** Seconds between checkpoints; 30 unless given. */
  everySeconds?: number
}

/** What training gives. */
export interface TrainedGraph {
  /** The epoch whose embeddings were kept. */
  epochs: number
  /** The last epoch that was trained. */
  trained: number
  embeddings: FittedEmbeddings
  validation?: Metrics
  /** What the deadline cut short. */
  stopped?: string
  settings: TrainerSettings
}

/** At most so many validation cases are scored per validation. */
export const VALIDATION_CASES = 3000
/** Steps run without a turn of the event loop for so many milliseconds. */
const TURN_AFTER = 100

/**
 * Trains a graph model by shuffled BPR triples with fresh negatives and Adam, validates every
 * `validateEvery` epochs, ends after `patience` validations without gain (METHOD 4), and keeps the
 * best epoch's embeddings. With `keep` it goes on from a checkpoint as if it had never stopped: the
 * same bits on the same machine and number of threads.
 *
 * @throws TacitError `teacher/checkpoint` for one of another model, data or settings,
 *   `teacher/stopped` when the signal was aborted, `teacher/diverged` for a loss that is no number
 */
export async function trainGraphModel(
  model: GraphModel,
  options: TrainGraphOptions,
): Promise<TrainedGraph> {
  const { interactions: x, valid, progress = silent, epochs: most = MAX_EPOCHS } = options
  if (x.index.length === 0)
    throw new TacitError(
      'teacher/no-events',
      `teacher "${model.name}": no event is left to train on: give more data`,
    )
  const settings = trainerSettings(model.settings, x.index.length, options.settings)
  const training = new Training(model, options, settings)
  await training.resume()
  const { state } = training
  const label = options.keep?.stage === 'choose' ? `${model.name}: choosing` : model.name
  const task = progress.task(label, most)
  let stopped: string | undefined
  try {
    await training.stopIfAsked(options.signal)
    while (state.epoch < most && !(valid && state.worse >= settings.patience)) {
      if (state.epoch && (options.deadline?.left() ?? 1) < 0) {
        stopped = `time ran out after ${state.epoch} of at most ${most} epochs`
        break
      }
      const line = await training.epoch()
      const due = state.epoch % settings.validateEvery === 0 || state.epoch === most
      if (valid && due) training.validate(line, valid)
      await training.record(line)
      task.update(state.epoch, noteOf(options.protocol, line, state))
      await training.stopIfAsked(options.signal)
    }
    await training.save()
  } finally {
    task.end(bestNote(options.protocol, state))
  }
  return { ...training.result(), stopped }
}

class Training {
  readonly state: TrainerState
  readonly #model: GraphModel
  readonly #options: TrainGraphOptions
  readonly #settings: TrainerSettings
  readonly #identity: Identity
  readonly #degrees: Degrees
  #adam: Adam
  #saved = { epoch: -1, at: performance.now() }

  constructor(model: GraphModel, options: TrainGraphOptions, settings: TrainerSettings) {
    this.#model = model
    this.#options = options
    this.#settings = settings
    this.#degrees = degreesOf(options.interactions)
    const { keep, runtime, random } = options
    const { name, settings: ofModel } = model
    this.#identity = { ...keep?.identity, model: name, settings: { ...ofModel, ...settings } }
    this.#adam = adamAt(runtime, [...model.parameters.values()], settings, 0)
    this.state = { epoch: 0, steps: 0, random: random.state(), worse: 0 }
  }

  /** Takes the place up where the checkpoint left it; without one, the log begins anew. */
  async resume(): Promise<void> {
    const { keep, runtime, random, progress } = this.#options
    if (!keep) return
    const found = await readCheckpoint(keep.checkpoint)
    if (found) assertSame(keep.checkpoint, found.identity, this.#identity)
    // What the stage before left is replaced.
    if (found?.stage === keep.stage) {
      restoreModel(keep.checkpoint, runtime, this.#model, found)
      Object.assign(this.state, found.state)
      random.restore(found.state.random)
      const parameters = [...this.#model.parameters.values()]
      this.#adam = adamAt(runtime, parameters, this.#settings, found.state.steps)
      this.#saved.epoch = this.state.epoch
      progress?.note(`going on after epoch ${this.state.epoch} of ${keep.checkpoint}`)
    }
    await cutLog(keep.log, keep.stage, this.state.epoch)
  }

  /** Trains one epoch. */
  async epoch(): Promise<LogLine> {
    const { runtime, interactions, random, keep } = this.#options
    const began = performance.now()
    this.#model.beginEpoch?.()
    // Made here: what the model took for the epoch lies below, and outlives the steps.
    const tape = new Tape(runtime)
    let [loss, batches, turned] = [0, 0, performance.now()]
    const terms: Record<string, number> = {}
    for (const batch of epochTriples(interactions, this.#settings.batch, random)) {
      const step = this.#model.loss(tape, batch)
      loss += step.loss.data[0]
      for (const [name, value] of Object.entries(step.terms))
        terms[name] = (terms[name] ?? 0) + value
      batches++
      tape.backward(step.loss)
      this.#adam.step()
      this.#model.afterStep?.()
      tape.reset()
      if (performance.now() - turned < TURN_AFTER) continue
      await nextTurn() // a signal is heard, a bar is drawn
      turned = performance.now()
    }
    const { state } = this
    state.epoch++
    state.steps += batches
    state.random = random.state()
    for (const name of Object.keys(terms)) terms[name] /= batches
    const seconds = (performance.now() - began) / 1000
    const stage = keep?.stage ?? 'fit'
    return { stage, epoch: state.epoch, seconds, loss: finite(loss / batches, state.epoch), terms }
  }

  validate(line: LogLine, valid: Cases): void {
    const { protocol, runtime } = this.#options
    const { state } = this
    const embeddings = withDegrees(this.#model.final(), this.#degrees)
    const rows = sampleRows(valid.users.length, VALIDATION_CASES)
    const validation = validateEmbeddings(runtime, embeddings, valid, rows)
    Object.assign(line, { objective: objective(protocol, validation), validation })
    const better = isBetter(protocol, validation, state.best?.validation)
    if (better) state.best = { epoch: state.epoch, validation, embeddings }
    state.worse = better ? 0 : state.worse + 1
    // A model may draw for its final embeddings too.
    state.random = this.#options.random.state()
  }

  /** Logs an epoch, and saves when it is time to. */
  async record(line: LogLine): Promise<void> {
    const { keep } = this.#options
    if (!keep) return
    await appendLog(keep.log, line)
    const seconds = (performance.now() - this.#saved.at) / 1000
    if (seconds >= (keep.everySeconds ?? 30)) await this.save()
  }

  async save(): Promise<void> {
    const { keep, runtime } = this.#options
    if (!keep || this.#saved.epoch === this.state.epoch) return
    const heading = { identity: this.#identity, stage: keep.stage, chosen: keep.chosen }
    await writeCheckpoint(keep.checkpoint, runtime, this.#model, heading, this.state)
    this.#saved = { epoch: this.state.epoch, at: performance.now() }
  }

  async stopIfAsked(signal: AbortSignal | undefined): Promise<void> {
    if (!signal?.aborted) return
    await this.save()
    const { keep } = this.#options
    throw new TacitError(
      'teacher/stopped',
      keep
        ? `stopped after epoch ${this.state.epoch}, saved in ${keep.checkpoint}: ` +
            'the same command goes on from there'
        : `stopped after epoch ${this.state.epoch}; nothing was kept`,
    )
  }

  result(): TrainedGraph {
    const { epoch: trained, best } = this.state
    const embeddings = withDegrees(best?.embeddings ?? this.#model.final(), this.#degrees)
    const { epoch: epochs, validation } = best ?? { epoch: trained, validation: undefined }
    return { epochs, trained, embeddings, validation, settings: this.#settings }
  }
}

/**
 * Adam after `steps` steps. It counts its own steps and has no setter, but reads the list of
 * parameters at every step: while that is empty, a step only counts.
 */
function adamAt(
  runtime: Runtime,
  parameters: readonly Parameter[],
  { learningRate, weightDecay }: TrainerSettings,
  steps: number,
): Adam {
  const moved: Parameter[] = []
  const adam = new Adam(runtime, moved, { lr: learningRate, weightDecay })
  for (let n = 0; n < steps; n++) adam.step()
  moved.push(...parameters)
  return adam
}

function finite(loss: number, epoch: number): number {
  if (Number.isFinite(loss)) return loss
  throw new TacitError(
    'teacher/diverged',
    `the loss of epoch ${epoch} is ${loss}: use a lower learningRate, or look for very large ` +
      'numbers in the text vectors',
  )
}

function noteOf(protocol: string, line: LogLine, state: TrainerState): string {
  const terms = Object.entries(line.terms).map(([name, value]) => `${name} ${value.toFixed(4)}`)
  const loss = terms.length > 1 ? terms.join(' ') : `loss ${line.loss.toFixed(4)}`
  return [loss, bestNote(protocol, state)].filter(Boolean).join(' · ')
}

function bestNote(protocol: string, { best }: TrainerState): string {
  return best ? `best ${objective(protocol, best.validation).toFixed(4)}, epoch ${best.epoch}` : ''
}
