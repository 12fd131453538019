import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import { type Dataset, loadDataset, type Split, splitDataset } from '../data/index.ts'
import type { Metrics } from '../evaluate/index.ts'
import { FOREVER, type Progress } from '../progress.ts'
import { type Checkpoint, readCheckpoint } from '../teachers/graph/trainer/index.ts'
import {
  assertText,
  assertTextUsers,
  fitGraph,
  fitOptions,
  type GraphFitOptions,
  isGraphName,
  type Setting,
  type Teacher,
  type Tried,
  teacherByName,
  tuneGraph,
} from '../teachers/index.ts'
import {
  RUN_FILES,
  type RunConfig,
  type RunContents,
  readRunConfig,
  writeRun,
} from '../teachers/run/index.ts'
import { type FitFlags, loadOptions, namesText, type TeacherFlags } from './flags.ts'
import {
  assertConnected,
  assertNoEpochs,
  assertRanksCold,
  assertTunable,
  showTried,
  splitFor,
  validate,
} from './teacher.ts'
import { hashTexts, readItemTexts, readTexts } from './texts.ts'

export type TeachFlags = FitFlags &
  TeacherFlags & { teacher: string; out: string; protocol: Protocol }

/** What is fitted last, and what settings and epochs are chosen on before. */
interface Plan {
  data: string
  flags: TeachFlags
  folder: string
  dataset: Dataset
  progress: Progress
  signal?: AbortSignal
  /** Without test cases for `all`. */
  last: Split
  /** `all`: the validation tenth of `unseen-users` held out; or the split's own; else `last`. */
  choose: Split
  transductive: boolean
}

/** What a fit gives to the RUN. */
interface Taught {
  settings: Record<string, unknown>
  threads: number
  contents: RunContents
  validation?: Metrics
  tried?: readonly Tried[]
  epochs?: number
  trained?: number
  text?: string
}

/**
 * `tacit teach DATA --teacher NAME --out RUN`: fits a teacher on a protocol's split and writes a RUN.
 * `all`, the default, chooses epochs and settings on the validation tenth of `unseen-users`, then
 * fits once on every event. A graph teacher goes on from the checkpoint in RUN.
 *
 * @param signal aborted: a graph teacher saves after the epoch under way, and this throws
 */
export async function teach(
  data: string,
  flags: TeachFlags,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const began = performance.now()
  const { teacher, protocol, seed } = flags
  if (!isGraphName(teacher)) teacherByName(teacher)
  assertText(teacher, namesText(flags))
  assertTextUsers(teacher, flags.textUsers)
  assertTunable(teacher, flags)
  assertNoEpochs(teacher, flags.epochs)
  assertRanksCold(teacher, protocol)
  const folder = resolve(flags.out)
  await assertFree(folder, teacher)
  const plan = await makePlan(data, flags, folder, progress, signal)
  const { dataset } = plan
  assertEnough(plan)
  if (isGraphName(teacher)) assertConnected(teacher, dataset, plan.choose)
  await mkdir(folder, { recursive: true })
  const taught = await (isGraphName(teacher) ? teachGraph(plan) : teachLinear(plan))
  if (taught.tried) showTried(taught.tried, taught.settings, progress)
  const { contents, threads, settings, ...more } = taught
  const config: RunConfig = {
    format: 1,
    teacher,
    kind: 'links' in contents ? 'links' : 'embeddings',
    protocol,
    data: {
      ...{ name: dataset.name, hash: dataset.hash },
      ...{ users: dataset.users.length, items: dataset.items.length },
    },
    split: plan.last.hash,
    ...(plan.transductive && { transductive: true }),
    ...{ seed, threads, settings, ...more },
  }
  await writeRun(folder, config, dataset, contents)
  const seconds = (performance.now() - began) / 1000
  progress.note(`wrote ${folder} in ${seconds.toFixed(1)} s`)
  return { out: folder, seconds, config }
}

/** A folder of another teacher's is left alone. */
async function assertFree(folder: string, teacher: string): Promise<void> {
  const there = await readRunConfig(folder)
  if (!there || there.teacher === teacher) return
  throw new TacitError(
    'run/other',
    `${folder} holds a run of "${there.teacher}": give another --out, or delete it`,
  )
}

/** @throws TacitError where there is nothing to fit, or nobody to choose by */
function assertEnough({ dataset, flags, choose }: Plan): void {
  const refuse = (what: string) => {
    const { name, users, user } = dataset
    const size = `${users.length} users, ${user.length} events`
    throw new TacitError('teach/few', `${name}: ${what} (${size})`)
  }
  if (!dataset.user.length) refuse('no events to fit: give some')
  if (choose.valid.users.length) return
  if (flags.tune) refuse('no user to validate on: leave --tune out, or give more data')
  if (isGraphName(flags.teacher) && !flags.epochs)
    refuse('no user to choose the number of epochs by: give --epochs N, or more data')
}

async function makePlan(
  data: string,
  flags: TeachFlags,
  folder: string,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  const reading = progress.task('reading events', 1)
  const dataset = await loadDataset(data, loadOptions(flags))
  const { users, items, user } = dataset
  reading.end(`${users.length} users, ${items.length} items, ${user.length} events`)
  const same = { data, flags, folder, dataset, progress, signal }
  if (flags.protocol === 'all') {
    const whole = splitDataset(dataset, 'all')
    return {
      ...same,
      last: whole,
      choose: splitFor(flags.teacher, whole.choose).split,
      transductive: false,
    }
  }
  const { split, transductive } = splitFor(flags.teacher, splitDataset(dataset, flags.protocol))
  return { ...same, last: split, choose: split.choose ?? split, transductive }
}

async function teachLinear(plan: Plan): Promise<Taught> {
  const { data, flags, dataset, progress, last, choose } = plan
  const { teacher: name, seed, set = {}, tune } = flags
  const fit = teacherByName(name)
  const threads = flags.threads ?? availableParallelism()
  const { vectors } = await readItemTexts(data, flags, dataset, last, progress)
  const same = { seed, threads, deadline: FOREVER, progress, vectors }
  const run = { preset: 'standard', ...same } as const
  const options = fitOptions(dataset, choose, run)
  const keep = (teacher: Teacher, { validation, tried }: Partial<Teacher>): Taught => {
    const { links, config: settings } = teacher
    if (!links)
      throw new TacitError(
        'teach/nothing',
        `teacher "${name}" learns nothing that a RUN could keep: name it to tacit evaluate`,
      )
    return { settings, threads, contents: { links }, validation, tried }
  }
  if (last === choose) {
    const teacher = await fit(tune ? options : { ...options, setting: set })
    const validation = teacher.validation ?? validate(teacher, choose, dataset.items.length)
    return keep(teacher, { validation, tried: teacher.tried })
  }
  const chosen = tune ? await fit(options) : undefined
  // Every number of a linear teacher's configuration is a setting.
  const setting = (chosen?.config as Setting | undefined) ?? set
  return keep(await fit({ ...fitOptions(dataset, last, run), setting }), chosen ?? {})
}

async function teachGraph(plan: Plan): Promise<Taught> {
  const { data, flags, folder, dataset, progress, signal, last, choose } = plan
  const { teacher: name, seed, epochs, protocol } = flags
  const checkpoint = join(folder, RUN_FILES.checkpoint)
  const found = await readCheckpoint(checkpoint)
  const before = found?.identity.threads
  // The same number of threads gives the same bits.
  const threads = flags.threads ?? (typeof before === 'number' ? before : availableParallelism())
  const run = { preset: 'standard', seed, threads, deadline: FOREVER, progress } as const
  const texts = await readTexts(data, flags, dataset, choose, last, progress)
  const hash = hashTexts(texts)
  const identity = {
    ...{ data: dataset.hash, split: last.hash, protocol, seed, threads, text: hash ?? null },
  }
  const options: GraphFitOptions = {
    ...fitOptions(dataset, choose, run),
    ...{ ...texts, epochs, signal, setting: flags.set },
  }
  const tuned = flags.tune
    ? await tuneGraph(name, options, { file: join(folder, RUN_FILES.tried), identity })
    : undefined
  const setting = tuned?.setting ?? flags.set
  const keep = { checkpoint, log: join(folder, RUN_FILES.log), identity }
  const first = () => fitGraph(name, { ...options, setting, keep: { ...keep, stage: 'choose' } })
  const chosen = await chooseEpochs(plan, found, first)
  const teacher = await fitGraph(name, {
    ...options,
    ...{ split: last, setting, keep: { ...keep, stage: 'fit', chosen } },
    ...(chosen && {
      // Means over users' items take in what is fitted now.
      ...(await readTexts(data, flags, dataset, last)),
      ...{ fixed: true, epochs: chosen.epochs },
    }),
  })
  const { embeddings, config: settings, trained } = teacher
  const validation = chosen ? chosen.validation : teacher.validation
  const outcome = { validation, epochs: teacher.epochs, trained, text: hash, tried: tuned?.tried }
  return { settings, threads, contents: { embeddings }, ...outcome }
}

/** What the first stage decides, in the checkpoints of the second. */
interface Chosen {
  epochs: number
  validation?: Metrics
}

/** The number of epochs to fit on everything: found by a first stage, now or before a stop. */
async function chooseEpochs(
  { flags, last, choose }: Plan,
  found: Checkpoint | null,
  first: () => Promise<Chosen>,
): Promise<Chosen | undefined> {
  if (last === choose) return undefined
  if (found?.stage === 'fit') return found.chosen as Chosen | undefined
  if (!choose.valid.users.length) return { epochs: flags.epochs! }
  const { epochs, validation } = await first()
  return { epochs, validation }
}
