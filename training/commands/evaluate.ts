import { type Protocol, TacitError } from '@tacit/pack'
import { type Dataset, loadDataset, type Split, splitDataset } from '../data/index.ts'
import { evaluateRanker, type Ranker } from '../evaluate/index.ts'
import { readPack, writePack } from '../export/index.ts'
import type { Progress } from '../progress.ts'
import { assemble, distil, engineRanker } from '../student/index.ts'
import { fitOptions, TRANSDUCTIVE, teacherByName } from '../teachers/index.ts'
import { distilOptions, loadOptions, type TrainFlags } from './flags.ts'
import { describe } from './train.ts'

export type EvaluateFlags = TrainFlags & {
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
  split: Split,
  progress: Progress,
): Promise<Judged> {
  const fit = teacherByName(name)
  // A user embedding has to be fitted: held-out users give their inputs, and the result says so.
  const transductive = TRANSDUCTIVE.has(name) && split.transductive !== undefined
  const fitted = transductive ? { ...split, fit: split.transductive! } : split
  const teacher = await fit(fitOptions(dataset, fitted, distilOptions(flags, progress)))
  const { preset, seed } = flags
  const { validation, tried } = teacher
  const config = { preset, seed, ...teacher.config, validation, tried }
  return { model: name, ranker: teacher, config, transductive }
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
  const refuse = (what: string, has: string, needs: string) => {
    throw new TacitError(
      'evaluate/seen',
      `pack ${folder}: its training ${what} is ${has}, this evaluation's is ${needs}: it may have ` +
        'seen the test events, so it is not scored; use evaluate --student --keep PACK',
    )
  }
  if (protocol !== split.protocol) refuse('protocol', `"${protocol}"`, `"${split.protocol}"`)
  if (data !== dataset.hash) refuse('data hash', data, dataset.hash)
  if (seen !== split.hash) refuse('split hash', seen, split.hash)
  return {
    model: pack.manifest.name,
    ranker: engineRanker(pack),
    config: (config ?? {}) as Record<string, unknown>,
  }
}
