import { existsSync } from 'node:fs'
import { type Protocol, TacitError } from '@tacit/pack'
import { type Dataset, loadDataset, type Split, splitDataset } from '../data/index.ts'
import { evaluateRanker, type Ranker } from '../evaluate/index.ts'
import { readPack, writePack } from '../export/index.ts'
import type { OrderedVectors } from '../intents/index.ts'
import type { Progress } from '../progress.ts'
import { assemble, distil, engineRanker } from '../student/index.ts'
import {
  assertText,
  type FitOptions,
  fitGraph,
  fitOptions,
  GRAPH_NAMES,
  isGraphName,
  TEACHERS,
  type Teacher,
  teacherByName,
  tuneGraph,
  unknownTeacher,
} from '../teachers/index.ts'
import { readRun } from '../teachers/run/index.ts'
import { distilOptions, loadOptions, type TeacherFlags, type TrainFlags } from './flags.ts'
import { assertConnected, assertNoEpochs, showTried, splitFor, vectorsOf } from './teacher.ts'
import { describe } from './train.ts'

export type EvaluateFlags = TrainFlags &
  TeacherFlags & {
    data: string
    protocol: Exclude<Protocol, 'all' | 'cold-items'>
    teacher?: string
    student?: boolean
    pack?: string
    keep?: string
  }

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
  if (flags.teacher) assertTeacher(flags.teacher, flags)
  const dataset = await loadDataset(flags.data, loadOptions(flags))
  const split = splitDataset(dataset, flags.protocol)
  const judged = await judge(flags, dataset, split, progress)
  const { test } = split
  const task = progress.task('scoring test cases', test.users.length)
  const metrics = evaluateRanker(judged.ranker, test, dataset.items.length, undefined, task.update)
  task.end()
  const seconds = (performance.now() - began) / 1000
  const { model, config, transductive } = judged
  const { users, recall, ndcg, hr } = metrics
  const more = transductive ? { transductive } : {}
  return { protocol: flags.protocol, model, users, recall, ndcg, hr, seconds, ...more, config }
}

/** Refuses a name that stands for nothing, and text that it lacks or cannot use, before data is read. */
function assertTeacher(name: string, { textItems, textUsers, epochs }: TeacherFlags): void {
  const known = [...new Set([...Object.keys(TEACHERS), ...GRAPH_NAMES])]
  if (!known.includes(name) && !isRunPath(name))
    throw unknownTeacher(name, [...known, 'or the path of a RUN'])
  assertText(name, Boolean(textItems ?? textUsers))
  assertNoEpochs(name, epochs)
}

/** Whether `--teacher` names a folder instead of a teacher. */
function isRunPath(name: string): boolean {
  const named = Object.hasOwn(TEACHERS, name) || isGraphName(name)
  return !named && (name.includes('/') || existsSync(name))
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
  const { seed, set } = flags
  const preset = flags.tune ? 'standard' : flags.preset
  const run = { ...distilOptions(flags, progress), preset }
  const options = { ...fitOptions(dataset, split, run), setting: set }
  const teacher = isGraphName(name)
    ? await judgeGraph(flags, name, options, await vectorsOf(flags.data, flags, dataset, split))
    : await teacherByName(name)({ ...options, setting: flags.tune ? undefined : set })
  const { validation, tried } = teacher
  if (tried && flags.tune) showTried(tried, teacher.config, progress)
  const config = { preset, seed, ...teacher.config, validation, tried }
  return { model: name, ranker: teacher, config, transductive }
}

async function judgeGraph(
  flags: EvaluateFlags,
  name: string,
  options: FitOptions,
  text: OrderedVectors | undefined,
): Promise<Teacher> {
  const graph = { ...options, text, epochs: flags.epochs }
  if (!flags.tune) return fitGraph(name, graph)
  const { setting, tried } = await tuneGraph(name, graph)
  return { ...(await fitGraph(name, { ...graph, setting })), tried }
}

async function judgeRun(folder: string, dataset: Dataset, split: Split): Promise<Judged> {
  const run = await readRun(folder)
  const { teacher, protocol, data, settings, seed, epochs, validation, transductive } = run.config
  assertUnseen(
    `run ${folder}`,
    { protocol, data: data.hash, split: run.config.split },
    dataset,
    split,
  )
  const config = { run: folder, seed, ...settings, epochs, validation }
  return { model: teacher, ranker: run, config, transductive }
}

async function judgeStudent(
  flags: EvaluateFlags,
  dataset: Dataset,
  split: Split,
  progress: Progress,
): Promise<Judged> {
  const distilled = await distil(dataset, split, distilOptions(flags, progress))
  const { choice, stopped, validation, tried } = distilled
  const config = describe(flags, { ...choice, validation, tried }, stopped)
  if (!flags.keep) return { model: 'student', ranker: engineRanker(distilled.draft), config }
  const contents = await assemble(dataset, distilled, {
    name: dataset.name,
    split,
    seed: flags.seed,
    config: describe(flags, choice, stopped),
  })
  await writePack(flags.keep, contents)
  return { model: 'student', ranker: engineRanker(await readPack(flags.keep)), config }
}

async function judgePack(folder: string, dataset: Dataset, split: Split): Promise<Judged> {
  const pack = await readPack(folder)
  const { protocol, data, split: seen, config } = pack.manifest.training
  assertUnseen(`pack ${folder}`, { protocol, data, split: seen }, dataset, split)
  return {
    model: pack.manifest.name,
    ranker: engineRanker(pack),
    config: (config ?? {}) as Record<string, unknown>,
  }
}

/**
 * What was fitted elsewhere is scored only on the very split that it was fitted on.
 *
 * @throws TacitError `evaluate/seen`
 */
function assertUnseen(
  what: string,
  trained: { protocol: string; data: string; split: string },
  dataset: Dataset,
  split: Split,
): void {
  const refuse = (part: string, has: string, needs: string) => {
    const remedy = what.startsWith('run')
      ? `use tacit teach --protocol ${split.protocol}`
      : 'use evaluate --student --keep PACK'
    throw new TacitError(
      'evaluate/seen',
      `${what}: its training ${part} is ${has}, this evaluation's is ${needs}: it may have ` +
        `seen the test events, so it is not scored; ${remedy}`,
    )
  }
  if (trained.protocol !== split.protocol)
    refuse('protocol', `"${trained.protocol}"`, `"${split.protocol}"`)
  if (trained.data !== dataset.hash) refuse('data hash', trained.data, dataset.hash)
  if (trained.split !== split.hash) refuse('split hash', trained.split, split.hash)
}
