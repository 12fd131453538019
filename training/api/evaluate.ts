import { dirname, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { type Dataset, type Split, splitDataset } from '../data/index.ts'
import {
  cutoffsOf,
  evaluateRanker,
  evaluationReport,
  type ListQuality,
  ListSum,
  type Metrics,
} from '../evaluate/index.ts'
import { placeFile } from '../files.ts'
import type { TextOptions } from '../intents/index.ts'
import { type Progress, silent } from '../progress.ts'
import { type Assessment, assess } from '../student/index.ts'
import { assertTeacher } from '../teachers/index.ts'
import { assertWritable, noteThreads } from './before.ts'
import { readFixed } from './dataset.ts'
import {
  assertTeacherOptions,
  type Judged,
  judgePack,
  judgeStudent,
  judgeTeacher,
  type ModelConfig,
  type PackConfig,
  type TeacherConfig,
} from './judge/index.ts'
import type {
  DataOptions,
  ProgressOptions,
  StudentOptions,
  TeacherOptions,
  TestProtocol,
} from './options.ts'
import type { StudentConfig } from './student.ts'
import { assertTaughtAttributes } from './teacher.ts'

/** Exactly one of `teacher`, `student` and `pack` names the model. */
export interface EvaluateOptions
  extends DataOptions,
    StudentOptions,
    TeacherOptions,
    TextOptions,
    ProgressOptions {
  /** How events are held out. */
  protocol: TestProtocol
  /** Fits and scores this teacher, or scores the RUN in this folder. */
  teacher?: string
  /** Trains and scores a student. */
  student?: boolean
  /** Scores the pack in this folder, which must have been trained on the same split. */
  pack?: string
  /** With `student`: keeps its pack in this folder. */
  keepPack?: string
  /** Writes an HTML page with the metrics and a reliability plot to this file. */
  report?: string
}

/** Metrics are means over users, by cut-off: `recall['20']`. */
export interface EvaluateResult<Config extends ModelConfig = ModelConfig> extends Metrics {
  protocol: TestProtocol
  /** Name of the teacher or the pack, or `student`. */
  model: string
  /** What the lists are like beside their accuracy. */
  lists: ListQuality
  /** Whether told probabilities hold; null for teachers, which tell none, and with too few hits. */
  calibration: Assessment['calibration']
  /** Whether fitted people can be told from others; only `unseen-users` holds people out. */
  membership: Assessment['membership']
  seconds: number
  /** The model was fitted with the inputs of held-out users (`unseen-users`). */
  transductive?: true
  config: Config
}

/**
 * Scores a teacher, a student or a pack on the test cases of a protocol.
 *
 * @throws TacitError `evaluate/model` unless exactly one model is named, `evaluate/seen` for a pack
 *   or RUN of another split, and what reading and fitting throw
 * @example
 * const { ndcg } = await evaluate({ data: 'shop', protocol: 'leave-one-out', teacher: 'ease' })
 */
export function evaluate(
  options: EvaluateOptions & { teacher: string },
): Promise<EvaluateResult<TeacherConfig>>
export function evaluate(
  options: EvaluateOptions & { student: true },
): Promise<EvaluateResult<StudentConfig>>
export function evaluate(
  options: EvaluateOptions & { pack: string },
): Promise<EvaluateResult<PackConfig>>
export function evaluate(options: EvaluateOptions): Promise<EvaluateResult>
export async function evaluate(options: EvaluateOptions): Promise<EvaluateResult> {
  const began = performance.now()
  const { protocol, keepPack, report, progress = silent } = options
  assertModel(options)
  if (keepPack !== undefined) await assertWritable(resolve(keepPack), '--keep-pack', 'pack')
  if (report !== undefined) await assertWritable(dirname(resolve(report)), '--report', 'page')
  noteThreads(options.threads, progress)
  // A student's attributes are columns that its pack publishes.
  const { attributes, ...reading } = options
  const dataset = await readFixed(options.student ? reading : options, progress)
  const split = splitDataset(dataset, protocol)
  const { model, ranker, config, transductive } = await judge(options, dataset, split, progress)
  const { users, recall, ndcg, hr, lists } = score(ranker, dataset, split, progress)
  const { calibration, membership } =
    options.teacher || transductive ? UNKNOWN : assess(ranker, dataset, split)
  const seconds = (performance.now() - began) / 1000
  const scores = { users, recall, ndcg, hr, lists, calibration, membership }
  const result = { protocol, model, ...scores, seconds }
  if (report !== undefined) await placeFile(resolve(report), await evaluationReport(result))
  return transductive ? { ...result, transductive, config } : { ...result, config }
}

const UNKNOWN: Assessment = { calibration: null, membership: null }

function assertModel(options: EvaluateOptions): void {
  const { teacher, student, pack, teachers = [] } = options
  const named = [teacher, student, pack].filter(Boolean)
  if (named.length !== 1)
    throw new TacitError(
      'evaluate/model',
      `${named.length} models named: pass exactly one of --teacher NAME, --student, --pack PACK`,
    )
  if (teacher) assertTeacherOptions(teacher, options)
  for (const one of teachers) assertTeacher(one)
  if (student) assertTaughtAttributes(teachers, options)
}

function judge(
  options: EvaluateOptions,
  dataset: Dataset,
  split: Split,
  progress: Progress,
): Promise<Judged> {
  const { teacher, pack } = options
  if (teacher) return judgeTeacher(teacher, options, dataset, split, progress)
  if (pack) return judgePack(pack, dataset, split)
  return judgeStudent(options, dataset, split, progress)
}

function score(
  ranker: Judged['ranker'],
  { items, catalogue }: Dataset,
  { protocol, fit, test }: Split,
  progress: Progress,
): Metrics & Pick<EvaluateResult, 'lists'> {
  const task = progress.task('scoring test cases', test.users.length)
  const cutoffs = cutoffsOf(protocol)
  const lists = new ListSum(fit, catalogue)
  const metrics = evaluateRanker(ranker, test, items.length, undefined, task.update, cutoffs, lists)
  task.end()
  return { ...metrics, lists: lists.result() }
}
