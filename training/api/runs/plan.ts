import { type Protocol, TacitError } from '@tacit-rec/pack'
import { type Dataset, type Split, splitDataset } from '../../data/index.ts'
import type { Metrics } from '../../evaluate/index.ts'
import type { TextSources } from '../../intents/index.ts'
import type { Progress } from '../../progress.ts'
import { type FittedSettings, isGraphName, type Tried } from '../../teachers/index.ts'
import type { RunContents } from '../../teachers/run/index.ts'
import type { ComputeOptions, TeacherOptions } from '../options.ts'
import { splitFor } from '../teacher.ts'

export interface RunOptions extends TeacherOptions, ComputeOptions, TextSources {
  /** Name of the teacher. */
  teacher: string
  /** Aborted: a graph teacher saves after the current epoch, then the fit throws. */
  signal?: AbortSignal
}

/** Everything that fitting a RUN needs. */
export interface Plan {
  options: RunOptions
  seed: number
  protocol: Protocol
  /** Folder of the RUN. */
  folder: string
  dataset: Dataset
  progress: Progress
  /** The split of the last fit. `all`: every event, without test cases. */
  last: Split
  /**
   * The split that settings and epochs are chosen on. `all`: without the validation users of
   * `unseen-users`; otherwise the split's own `choose`, or `last` itself.
   */
  choose: Split
}

/** The result of a fit, as the RUN stores it. */
export interface FittedRun {
  settings: FittedSettings
  threads: number
  contents: RunContents
  validation?: Metrics
  tried?: readonly Tried[]
  /** The epoch that was kept, and the last one that was trained. */
  epochs?: number
  trained?: number
  /** SHA-256 of the text vectors. */
  text?: string
}

/** @returns the splits of a {@link Plan}, and whether the inputs of test users are fitted */
export function splitsOf(
  teacher: string,
  dataset: Dataset,
  protocol: Protocol,
): Pick<Plan, 'last' | 'choose'> & { transductive: boolean } {
  if (protocol === 'all') {
    const whole = splitDataset(dataset, 'all')
    return { last: whole, choose: splitFor(teacher, whole.choose).split, transductive: false }
  }
  const { split, transductive } = splitFor(teacher, splitDataset(dataset, protocol))
  return { last: split, choose: split.choose ?? split, transductive }
}

/** @throws TacitError `teach/few` without events, or without users to choose settings or epochs by */
export function assertEnough({ dataset, options, choose }: Plan): void {
  const { tune, teacher, epochs } = options
  const refuse = (what: string) => {
    const { name, users, user } = dataset
    const size = `${users.length} users, ${user.length} events`
    throw new TacitError('teach/few', `${name}: ${what} (${size})`)
  }
  if (!dataset.user.length) refuse('no events to fit: add some')
  if (choose.valid.users.length) return
  if (tune) refuse('no user to validate on: remove --tune, or add data')
  if (isGraphName(teacher) && !epochs)
    refuse('no user to choose the number of epochs by: pass --epochs N, or add data')
}
