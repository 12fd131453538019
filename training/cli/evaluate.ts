import { TacitError } from '@tacit-rec/pack'
import { type Command, Option } from 'commander'
import {
  type EvaluateOptions,
  type EvaluateResult,
  evaluate,
  TEST_PROTOCOLS,
} from '../api/index.ts'
import type { ListQuality } from '../evaluate/index.ts'
import type { Shown } from './bars.ts'
import { TASKS, type Task } from './evaluate-task.ts'
import {
  DATA,
  GROUPS,
  oneOrMore,
  readingOf,
  withExamples,
  withJsonFlag,
  withStudentFlags,
  withTeacherFlags,
} from './flags.ts'
import { describeMembership, print, table, triedTable } from './output.ts'
import { listed } from './parse.ts'

type Flags = Omit<EvaluateOptions, 'data' | 'skippedFile'> & {
  data?: string[]
  json?: boolean
  task?: Task
  skipped?: string
}

export function addEvaluate(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('evaluate')
    .description('score a model on held-out events')
    .argument('[data...]', DATA)
    .option('--data <data>', 'the same as the argument DATA; repeatable', listed)
  withExamples(
    command,
    'tacit evaluate shop --protocol unseen-users --student',
    'tacit evaluate shop --protocol leave-one-out --teacher ease',
    'tacit evaluate judged-queries --task search',
  )
  withJsonFlag(withTeacherFlags(withStudentFlags(command)))
    .optionsGroup(GROUPS.model)
    .addOption(
      new Option('--task <name>', 'judge this instead of recommendations')
        .choices(Object.keys(TASKS))
        .conflicts(['protocol', 'teacher', 'student', 'pack']),
    )
    .addOption(
      new Option('--protocol <name>', 'how events are held out; required without --task').choices(
        TEST_PROTOCOLS,
      ),
    )
    .option('--teacher <name>', 'fit and score this teacher, or score a RUN')
    .option('--student', 'train and score a student')
    .option('--pack <pack>', 'score a pack that was trained on the same split')
    .option('--keep-pack <pack>', 'with --student: keep its pack in this folder')
    .option('--report <file>', 'write an HTML page with the metrics and a reliability plot')
    .action(async (argument: string[], { json, task, data = [], ...flags }: Flags) => {
      if (task) return TASKS[task](oneFolder(argument, data), json, { ...flags, progress })
      if (!flags.protocol) command.error("error: required option '--protocol <name>' not specified")
      const all = { ...readingOf(flags), data: oneOf(argument, data), progress }
      const result = await evaluateAndShow(all, progress)
      print(result, json, scores(result))
    })
}

function oneOf(argument: readonly string[], data: readonly string[]): string | readonly string[] {
  if ((argument.length === 0) !== (data.length === 0)) return oneOrMore([...argument, ...data])
  throw new TacitError(
    'evaluate/data',
    'pass the data exactly once: tacit evaluate DATA, or tacit evaluate --data DATA',
  )
}

function oneFolder(argument: readonly string[], data: readonly string[]): string {
  const folder = oneOf(argument, data)
  if (typeof folder === 'string') return folder
  throw new TacitError('evaluate/data', `--task reads one folder, not ${folder.length}: name one`)
}

async function evaluateAndShow(options: EvaluateOptions, progress: Shown): Promise<EvaluateResult> {
  const { teacher, tune } = options
  if (teacher === undefined || !tune) return evaluate(options)
  const result = await evaluate({ ...options, teacher })
  const { tried } = result.config
  if (tried) progress.note(triedTable(tried, result.config))
  return result
}

function scores(result: EvaluateResult): string {
  const { model, protocol, users, recall, ndcg, hr, lists, calibration, membership } = result
  const cutoffs = Object.keys(recall)
  const rows = Object.entries({ recall, ndcg, hr }).map(([name, at]) => [
    name,
    ...cutoffs.map((k) => at[k].toFixed(4)),
  ])
  const grid = table(['', ...cutoffs.map((k) => `@${k}`)], rows)
  const more = [
    ...(calibration ? [`calibration error ${calibration.error.toFixed(3)}`] : []),
    ...(membership ? [`membership: ${describeMembership(membership)}`] : []),
  ]
  return [`${model} on ${protocol}, ${users} users\n${grid}\n`, beside(lists), ...more].join('\n')
}

/** What the lists are like beside accuracy, in one line. */
function beside({ length, coverage, popularityBias, diversity, novelty }: ListQuality): string {
  const known = (value: number | null) => value?.toFixed(3) ?? 'unknown'
  return (
    `first ${length}: coverage ${coverage.toFixed(3)}, popularity bias ${known(popularityBias)}, ` +
    `diversity ${known(diversity)}, novelty ${novelty.toFixed(2)} bits`
  )
}
