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

/** Inputs of {@link trainGraphModel}. */
export interface TrainGraphOptions {
  /** The model's own arena, events and random stream. */
  runtime: Runtime
  interactions: Csr
  random: Random
  /** Decides the objective on validation. */
  protocol: string
  /** Validation cases; null: all epochs are trained, and the last one is kept. */
  valid: Cases | null
  /** Max epochs; default {@link MAX_EPOCHS}. */
  epochs?: number
  /** Adds the framework's terms in the last epochs only. Not with `keep` or `epochs`. */
  frame?: Frame
  settings?: Partial<TrainerSettings>
  /** Files of the checkpoint and the log; without it nothing is written. */
  keep?: Keep
  /** On abort, the current epoch is finished and saved, then `teacher/stopped` is thrown. */
  signal?: AbortSignal
  /** Checked after every epoch. */
  deadline?: Deadline
  progress?: Progress
}

/** When a framework's terms are added. */
export interface Frame {
  /** Epochs of the backbone alone; `patience`: until validation gains no more. */
  after: number | 'patience'
  /** Max epochs with the framework's terms. */
  epochs: number
}

/** What was kept of some epochs. */
export interface KeptEpochs {
  /** The epoch whose embeddings were kept. */
  epochs: number
  /** The last epoch that was trained. */
  trained: number
  embeddings: FittedEmbeddings
  validation?: Metrics
}

/** Files of a resumable run. */
export interface Keep {
  checkpoint: string
  log: string
  stage: Stage
  /** What a checkpoint must match beside the model's name and settings. */
  identity: Identity
  /** The decision of the previous stage. */
  chosen?: unknown
  /** Seconds between checkpoints; default 30. */
  everySeconds?: number
}

/** The result of training. */
export interface TrainedGraph extends KeptEpochs {
  /** Of the backbone alone; only with `frame`. */
  plain?: KeptEpochs
  /** Why training ended early. */
  stopped?: string
  settings: TrainerSettings
}

/** Max validation cases that are scored per validation. */
export const VALIDATION_CASES = 3000
/** Milliseconds of steps between turns of the event loop. */
const TURN_AFTER = 100

/**
 * Trains a graph model by shuffled BPR triples with fresh negatives and Adam, validates every
 * `validateEvery` epochs, ends after `patience` validations without gain
 * (docs/method.md#training-settings), and keeps the best epoch's embeddings. With `keep` it resumes
 * from a checkpoint to the same bits as an uninterrupted run, given the same machine and threads.
 *
 * @throws TacitError `teacher/checkpoint` for a checkpoint of another model, data or settings,
 *   `teacher/stopped` if the signal was aborted, `teacher/diverged` if the loss is not finite
 */
export async function trainGraphModel(
  model: GraphModel,
  options: TrainGraphOptions,
): Promise<TrainedGraph> {
  const { interactions: x, valid, progress = silent, frame } = options
  const plainEpochs = frame?.after === 'patience' ? MAX_EPOCHS : frame?.after
  const maxEpochs = plainEpochs ?? options.epochs ?? MAX_EPOCHS
  if (x.index.length === 0)
    throw new TacitError(
      'teacher/no-events',
      `teacher "${model.name}": there are no events to train on: give more data`,
    )
  const settings = trainerSettings(model.settings, x.index.length, options.settings)
  const training = new Training(model, options, settings)
  await training.resume()
  const { state } = training
  const label = options.keep?.stage === 'choose' ? `${model.name}: choosing` : model.name
  const task = progress.task(label, maxEpochs + (frame?.epochs ?? 0))
  let stopped: string | undefined
  let plain: KeptEpochs | undefined
  const trainTo = async (last: number) => {
    const first = state.epoch
    while (state.epoch < last && !(valid && state.worse >= settings.patience)) {
      if (state.epoch > first && (options.deadline?.left() ?? 1) < 0) {
        stopped = `time ran out after ${state.epoch} of max ${last} epochs`
        break
      }
      const line = await training.epoch()
      const due = state.epoch % settings.validateEvery === 0 || state.epoch === last
      if (valid && due) training.validate(line, valid)
      await training.record(line)
      task.update(state.epoch, noteOf(options.protocol, line, state))
      await training.stopIfAsked(options.signal)
    }
  }
  try {
    await training.stopIfAsked(options.signal)
    if (frame) training.beginPlain()
    await trainTo(maxEpochs)
    if (frame) {
      plain = training.result()
      training.beginFramed()
      await trainTo(state.epoch + frame.epochs)
    }
    await training.save()
  } finally {
    task.end(bestNote(options.protocol, state))
  }
  return { ...training.result(), settings, plain, stopped }
}

class Training {
  readonly state: TrainerState
  readonly #model: GraphModel
  readonly #options: TrainGraphOptions
  readonly #settings: TrainerSettings
  readonly #identity: Identity
  readonly #degrees: Degrees
  #adams: Adam[]
  #saved = { epoch: -1, at: performance.now() }

  constructor(model: GraphModel, options: TrainGraphOptions, settings: TrainerSettings) {
    this.#model = model
    this.#options = options
    this.#settings = settings
    this.#degrees = degreesOf(options.interactions)
    const { keep, runtime, random } = options
    const { name, settings: ofModel } = model
    this.#identity = { ...keep?.identity, model: name, settings: { ...ofModel, ...settings } }
    this.#adams = [adamAt(runtime, [...model.parameters.values()], settings, 0)]
    this.state = { epoch: 0, steps: 0, random: random.state(), worse: 0 }
  }

  /** Restores the state of the checkpoint; without one, starts a new log. */
  async resume(): Promise<void> {
    const { keep, runtime, random, progress } = this.#options
    if (!keep) return
    const found = await readCheckpoint(keep.checkpoint)
    if (found) assertSame(keep.checkpoint, found.identity, this.#identity)
    // A checkpoint of the previous stage is overwritten later.
    if (found?.stage === keep.stage) {
      restoreModel(keep.checkpoint, runtime, this.#model, found)
      Object.assign(this.state, found.state)
      random.restore(found.state.random)
      const parameters = [...this.#model.parameters.values()]
      this.#adams = [adamAt(runtime, parameters, this.#settings, found.state.steps)]
      this.#saved.epoch = this.state.epoch
      progress?.note(`resuming after epoch ${this.state.epoch} from ${keep.checkpoint}`)
    }
    await cutLog(keep.log, keep.stage, this.state.epoch)
  }

  /** Trains one epoch. */
  async epoch(): Promise<LogLine> {
    const { runtime, interactions, random, keep } = this.#options
    const began = performance.now()
    this.#model.beginEpoch?.()
    // Created here, so that the model's memory for the epoch lies below and outlives the steps.
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
      for (const adam of this.#adams) adam.step()
      this.#model.afterStep?.()
      tape.reset()
      if (performance.now() - turned < TURN_AFTER) continue
      await nextTurn() // lets signals arrive and bars be drawn
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
    // A model may make draws for its final embeddings too.
    state.random = this.#options.random.state()
  }

  /** Logs an epoch, and saves a checkpoint if one is due. */
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
            'run the same command to resume'
        : `stopped after epoch ${this.state.epoch}; nothing was saved`,
    )
  }

  /** Trains the backbone without the framework, whose weights a decay alone would bring to zero. */
  beginPlain(): void {
    const { framework, parameters } = this.#model
    this.#model.frame?.(false)
    const own = [...parameters].filter(([name]) => !framework?.has(name)).map(([, each]) => each)
    this.#adams = [adamAt(this.#options.runtime, own, this.#settings, 0)]
  }

  /** Adds the framework, and judges the coming epochs by themselves. */
  beginFramed(): void {
    const { framework } = this.#model
    this.#model.frame?.(true)
    const more = [...(framework?.values() ?? [])]
    this.#adams.push(adamAt(this.#options.runtime, more, this.#settings, 0))
    this.state.best = undefined
    this.state.worse = 0
  }

  result(): KeptEpochs {
    const { epoch: trained, best } = this.state
    const embeddings = withDegrees(best?.embeddings ?? this.#model.final(), this.#degrees)
    const { epoch: epochs, validation } = best ?? { epoch: trained, validation: undefined }
    return { epochs, trained, embeddings, validation }
  }
}

/**
 * Adam after `steps` steps. Its step counter has no setter, but it reads the list of parameters at
 * every step: while the list is empty, a step only counts.
 */
function adamAt(
  runtime: Runtime,
  parameters: readonly Parameter[],
  { learningRate, weightDecay }: TrainerSettings,
  steps: number,
): Adam {
  const updated: Parameter[] = []
  const adam = new Adam(runtime, updated, { lr: learningRate, weightDecay })
  for (let n = 0; n < steps; n++) adam.step()
  updated.push(...parameters)
  return adam
}

function finite(loss: number, epoch: number): number {
  if (Number.isFinite(loss)) return loss
  throw new TacitError(
    'teacher/diverged',
    `the loss of epoch ${epoch} is ${loss}: lower learningRate, or check the text vectors for ` +
      'very large numbers',
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
