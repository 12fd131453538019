import { TacitError } from '@tacit-rec/pack'
import { Command, CommanderError, Option } from 'commander'
import { type Shown, showProgress } from './commands/bars.ts'
import { type EvaluateFlags, evaluate } from './commands/evaluate.ts'
import {
  withFitFlags,
  withMapFlag,
  withTeacherFlags,
  withTextFlags,
  withTrainFlags,
} from './commands/flags.ts'
import { type IntentsFlags, intents, showPlan, withIntentsFlags } from './commands/intents.ts'
import { type TeachFlags, teach } from './commands/teach.ts'
import { train } from './commands/train.ts'
import { type UpdateFlags, update } from './commands/update.ts'
import { inspectItem, inspectPack, publishPack } from './export/index.ts'
import { isGraphName } from './teachers/index.ts'

/** Exit code for anything that the user can mend. */
const USER_ERROR = 2
/** Exit code of what Ctrl-C ended, as shells count it. */
const INTERRUPTED = 130

/**
 * The `tacit` command.
 *
 * @param argv as `process.argv`
 * @returns the exit code: 0, or after one message on standard error 2, 130 for Ctrl-C
 */
export async function main(argv: readonly string[]): Promise<number> {
  const progress = showProgress()
  const work = program(progress).parseAsync(argv)
  try {
    await work.finally(() => progress.stop())
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USER_ERROR
    if (!(error instanceof TacitError) && process.env.TACIT_DEBUG) throw error
    process.stderr.write(`tacit: ${error instanceof Error ? error.message : String(error)}\n`)
    const stopped = error instanceof TacitError && error.code === 'teacher/stopped'
    return stopped ? INTERRUPTED : USER_ERROR
  }
}

function program(progress: Shown): Command {
  const tacit = new Command('tacit')
    .description('Trains, judges and publishes recommendations that never see their visitors')
    .showHelpAfterError('(tacit COMMAND --help shows what it takes)')
    .exitOverride()
  withTextFlags(withTrainFlags(tacit.command('train').argument('<data>', 'events')))
    .alias('distil')
    .description('train a pack on every event')
    .requiredOption('--out <pack>', 'folder of the pack')
    .option('--name <name>', "the catalogue's name; the data's unless given")
    .option('--text-users <file>', 'as for teach: checked, but a student knows no user')
    .option('--previous <pack>', 'pack whose intents keep their ids; the one in --out unless given')
    .option('--json', 'print the result as JSON')
    .action(async (data: string, flags: Parameters<typeof train>[1] & { json?: boolean }) => {
      const result = await train(data, flags, progress)
      if (flags.json) printJson(result)
    })
  withTeacherFlags(withFitFlags(tacit.command('teach').argument('<data>', 'events')))
    .description('fit one teacher, with its log, checkpoint and report, into a RUN')
    .requiredOption('--teacher <name>', 'lightgcn, sgl+rlmrec-con, ease, gf-cf, …')
    .requiredOption('--out <run>', 'folder of the RUN; a stopped one is gone on with')
    .addOption(
      new Option('--protocol <name>', 'what is held out; all: nothing')
        .choices(['all', 'ratio', 'leave-one-out', 'unseen-users', 'cold-items'])
        .default('all'),
    )
    .option('--json', 'print the result as JSON')
    .action(async (data: string, flags: TeachFlags & { json?: boolean }) => {
      const work = (signal?: AbortSignal) => teach(data, flags, progress, signal)
      const result = await (isGraphName(flags.teacher) ? untilInterrupted(work) : work())
      if (flags.json) printJson(result)
    })
  withTeacherFlags(withTrainFlags(tacit.command('evaluate')))
    .description('score a model on held-out events')
    .requiredOption('--data <data>', 'folder or file of events')
    .addOption(
      new Option('--protocol <name>', 'how events are held out')
        .choices(['ratio', 'leave-one-out', 'unseen-users', 'cold-items'])
        .makeOptionMandatory(),
    )
    .option('--teacher <name>', 'fit and score this teacher, or score a RUN of one')
    .option('--student', 'distil, export and score the student')
    .option('--pack <pack>', 'score a pack that was trained on the same split')
    .option('--keep <pack>', "with --student: keep the student's pack here")
    .option('--json', 'print the result as JSON')
    .action(async (flags: EvaluateFlags & { json?: boolean }) => {
      const result = await evaluate(flags, progress)
      if (flags.json) printJson(result)
      else process.stdout.write(`${table(result)}\n`)
    })
  withIntentsFlags(tacit.command('intents').argument('<data>', 'folder or file of events'))
    .description('say what items and users are about, in words and in vectors')
    .requiredOption('--out <folder>', 'folder of the intents')
    .option('--json', 'print the result as JSON')
    .action(async (data: string, flags: IntentsFlags & { json?: boolean }) => {
      const result = await intents(data, flags, progress)
      if (flags.json) printJson(result)
      else if (flags.dryRun) process.stdout.write(`${showPlan(result)}\n`)
    })
  withMapFlag(tacit.command('update').argument('<pack>', 'folder of the pack'))
    .argument('<items>', 'file of items: new ones, and those of which something changed')
    .description('add, change or remove items of a pack, in seconds, without training')
    .option('--remove-missing', 'the file is the whole catalogue: what it lacks is removed')
    .option('--json', 'print the result as JSON')
    .action(async (pack: string, items: string, flags: UpdateFlags & { json?: boolean }) => {
      const result = await update(pack, items, flags, progress)
      if (flags.json) printJson(result)
    })
  tacit
    .command('inspect')
    .description('what a pack holds')
    .argument('<pack>', 'folder of the pack')
    .option('--item <id>', 'what this item is for, by the names of its nearest prototypes')
    .option('--json', 'print the result as JSON')
    .action(async (pack: string, { item, json }: { item?: string; json?: boolean }) => {
      const result = await (item === undefined ? inspectPack(pack) : inspectItem(pack, item))
      if (json) printJson(result)
      else console.table('files' in result ? result.files : result.prototypes)
    })
  tacit
    .command('publish')
    .description('upload a pack to an edge and make it current (token in TACIT_TOKEN)')
    .argument('<pack>', 'folder of the pack')
    .requiredOption('--to <url>', "the edge's address, or …/v1/c/CATALOGUE")
    .action((pack: string, { to }: { to: string }) => publish(pack, to, progress))
  return tacit
}

/** Ctrl-C asks `work` to end well; a second one ends the process at once. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController()
  const stop = () => {
    process.stderr.write('\ntacit: saving after this epoch; Ctrl-C again stops at once\n')
    control.abort()
  }
  process.once('SIGINT', stop)
  try {
    return await work(control.signal)
  } finally {
    process.off('SIGINT', stop)
  }
}

async function publish(pack: string, to: string, progress: Shown): Promise<void> {
  const token = process.env.TACIT_TOKEN
  if (!token)
    throw new TacitError(
      'publish/token',
      'TACIT_TOKEN is not set: give it the value of the edge’s ADMIN_TOKEN secret',
    )
  await publishPack(pack, to, token, progress)
}

/** The last line of standard output is one JSON object. */
function printJson(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

function table(result: Record<string, unknown>): string {
  const at = (name: string) =>
    Object.entries(result[name] as Record<string, number>)
      .map(([k, value]) => `${name}@${k} ${value.toFixed(4)}`)
      .join('  ')
  const head = `${result.model} on ${result.protocol}, ${result.users} users`
  return [head, at('recall'), at('ndcg'), at('hr')].join('\n')
}
