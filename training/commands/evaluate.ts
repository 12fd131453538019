import { type Protocol, TacitError } from '@tacit-rec/pack'
import { type Dataset, loadDataset, type Split, splitDataset } from '../data/index.ts'
import { assertUnseen, cutoffsOf, evaluateRanker, type Ranker } from '../evaluate/index.ts'
import { readPack, writePack } from '../export/index.ts'
import { FOREVER, type Progress } from '../progress.ts'
import { assemble, distil, engineRanker, fitMemory } from '../student/index.ts'
import {
  assertSetting,
  assertTeacher,
  assertText,
  assertTextUsers,
  type FitOptions,
  fitGraph,
  fitOptions,
  GRAPH_NAMES,
  isGraphName,
  isRunPath,
  type Setting,
  TEACHERS,
  type Teacher,
  teacherByName,
  tuneGraph,
} from '../teachers/index.ts'
import { readUnseenRun } from '../teachers/run/index.ts'
import {
  distilOptions,
  loadOptions,
  namesText,
  type TeacherFlags,
  type TrainFlags,
} from './flags.ts'
import {
  assertConnected,
  assertNoEpochs,
  assertRanksCold,
  assertTunable,
  showTried,
  splitFor,
} from './teacher.ts'
import { readItemTexts, readTexts, type Texts } from './texts.ts'
import { describe } from './train.ts'

export type EvaluateFlags = TrainFlags &
  TeacherFlags & {
    data: string
    protocol: Exclude<Protocol, 'all'>
    teacher?: string
    student?: boolean
    pack?: string
    keep?: string
  }

/** Of the teachers, the student's memory alone. */
const MEMORY = 'memory'

interface Judged {
  model: string
  ranker: Ranker
  config: Record<string, unknown>
  transductive?: boolean
}

/** `tacit evaluate`: scores one teacher, the student or a pack on a protocol's test cases. */
export async function evaluate(
  flags: EvaluateFlags,
  progress: Progress,
): Promise<Record<string, unknown>> {
  const began = performance.now()
  // A name that stands for nothing, text that is missing or of no use: before data is read.
  if (flags.teacher) {
    const known = new Set([...Object.keys(TEACHERS), MEMORY, ...GRAPH_NAMES])
    assertTeacher(flags.teacher, [...known])
    assertText(flags.teacher, namesText(flags))
    assertTextUsers(flags.teacher, flags.textUsers)
    assertTunable(flags.teacher, flags)
    if (flags.teacher === MEMORY) assertSetting(MEMORY, {}, flags.set)
    assertNoEpochs(flags.teacher, flags.epochs)
    assertRanksCold(flags.teacher, flags.protocol)
  }
  const dataset = await loadDataset(flags.data, loadOptions(flags))
  const split = splitDataset(dataset, flags.protocol)
  const judged = await judge(flags, dataset, split, progress)
  const { test } = split
  const task = progress.task('scoring test cases', test.users.length)
  const { length } = dataset.items
  const cutoffs = cutoffsOf(flags.protocol)
  const metrics = evaluateRanker(judged.ranker, test, length, undefined, task.update, cutoffs)
  task.end()
  const seconds = (performance.now() - began) / 1000
  const { model, config, transductive } = judged
  const { users, recall, ndcg, hr } = metrics
  const more = transductive ? { transductive } : {}
  return { protocol: flags.protocol, model, users, recall, ndcg, hr, seconds, ...more, config }
}

async function judge(
  flags: EvaluateFlags,
  dataset: Dataset,
  split: Split,
  progress: Progress,
): Promise<Judged> {
  const chosen = [flags.teacher, flags.student, flags.pack].filter(Boolean)
  if (chosen.length !== 1)
    throw new TacitError(
      'evaluate/model',
      `${chosen.length} models named: give exactly one of --teacher NAME, --student, --pack PACK`,
    )
  if (flags.teacher) return judgeTeacher(flags, flags.teacher, dataset, split, progress)
  return flags.pack
    ? judgePack(flags.pack, dataset, split)
    : judgeStudent(flags, dataset, split, progress)
}

async function judgeTeacher(
  flags: EvaluateFlags,
  name: string,
  dataset: Dataset,
  whole: Split,
  progress: Progress,
): Promise<Judged> {
  if (isRunPath(name)) return judgeRun(name, dataset, whole)
  // A user embedding has to be fitted: held-out users give their inputs, and the result says so.
  const { split, transductive } = splitFor(name, whole)
  if (isGraphName(name)) assertConnected(name, dataset, split)
  const { data, seed, set } = flags
  const preset = flags.tune ? 'standard' : flags.preset
  const { vectors } = isGraphName(name)
    ? {}
    : await readItemTexts(data, flags, dataset, split, progress)
  const run = { ...distilOptions(flags, progress, vectors), preset }
  const options = { ...fitOptions(dataset, split, run), setting: set }
  const fit = async (): Promise<Teacher> => {
    if (isGraphName(name))
      return judgeGraph(
        flags,
        name,
        options,
        await readTexts(data, flags, dataset, split, split, progress),
      )
    if (name === MEMORY) return fitMemory(dataset, split, run)
    const linear = { ...options, setting: flags.tune ? undefined : set }
    return judgeLinear(name, linear, (on) => fitOptions(dataset, on, run))
  }
  const teacher = await fit()
  const { validation, tried, stopped } = teacher
  if (tried && flags.tune) showTried(tried, teacher.config, progress)
  if (stopped) progress.note(stopped)
  const config = { preset, seed, ...teacher.config, validation, tried, stopped }
  return { model: name, ranker: teacher, config, transductive }
}

/** Where the split has a fit to choose on, settings come from there. */
async function judgeLinear(
  name: string,
  options: FitOptions,
  optionsFor: (split: Split) => FitOptions,
): Promise<Teacher> {
  const fit = teacherByName(name)
  const { split, setting, preset } = options
  if (!split.choose || setting || preset === 'quick') return fit(options)
  const { config, validation, tried, stopped } = await fit(optionsFor(split.choose))
  // Every number of a linear teacher's configuration is a setting.
  return { ...(await fit({ ...options, setting: config as Setting })), validation, tried, stopped }
}

/** The time for a search is looked at between its trainings; none of them is cut. */
async function judgeGraph(
  flags: EvaluateFlags,
  name: string,
  options: FitOptions,
  texts: Texts,
): Promise<Teacher> {
  const graph = { ...options, ...texts, epochs: flags.epochs }
  const whole = { ...graph, deadline: FOREVER }
  if (!flags.tune) return fitGraph(name, whole)
  const { setting, tried, stopped } = await tuneGraph(name, graph)
  return { ...(await fitGraph(name, { ...whole, setting })), tried, stopped }
}

async function judgeRun(folder: string, dataset: Dataset, split: Split): Promise<Judged> {
  const run = await readUnseenRun(folder, dataset, split)
  const { teacher, settings, seed, epochs, validation, transductive } = run.config
  const config = { run: folder, seed, ...settings, epochs, validation }
  return { model: teacher, ranker: run, config, transductive }
}

async function judgeStudent(
  flags: EvaluateFlags,
  dataset: Dataset,
  split: Split,
  progress: Progress,
): Promise<Judged> {
  const { vectors, records } = await readItemTexts(flags.data, flags, dataset, split, progress)
  const distilled = await distil(dataset, split, distilOptions(flags, progress, vectors))
  const { choice, stopped, validation, tried, transductive } = distilled
  const judged = {
    ...{ model: 'student', transductive },
    config: describe(flags, { ...choice, validation, tried }, stopped),
  }
  if (!flags.keep) return { ...judged, ranker: engineRanker(distilled.draft) }
  const contents = await assemble(dataset, distilled, {
    name: dataset.name,
    split,
    seed: flags.seed,
    config: describe(flags, { ...choice, transductive }, stopped),
    intents: records,
  })
  await writePack(flags.keep, contents)
  return { ...judged, ranker: engineRanker(await readPack(flags.keep)) }
}

async function judgePack(folder: string, dataset: Dataset, split: Split): Promise<Judged> {
  const pack = await readPack(folder)
  const { training, name } = pack.manifest
  assertUnseen(`pack ${folder}`, training, dataset, split, 'use evaluate --student --keep PACK')
  const config = (training.config ?? {}) as Judged['config']
  return {
    model: name,
    ranker: engineRanker(pack),
    config,
    transductive: config.transductive === true,
  }
}
