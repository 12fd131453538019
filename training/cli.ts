import { TacitError } from '@tacit/pack'
import { Command, CommanderError, Option } from 'commander'
import { showProgress } from './commands/bars.ts'
import { type EvaluateFlags, evaluate } from './commands/evaluate.ts'
import { type TrainFlags, withTrainFlags } from './commands/flags.ts'
import { train } from './commands/train.ts'
import { inspectPack, publishPack } from './export/index.ts'

/** Exit code for anything that the user can mend. */
const USER_ERROR = 2

/**
 * The `tacit` command.
 *
 * @param argv as `process.argv`
 * @returns the exit code: 0, or 2 after one message on standard error
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(argv)
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USER_ERROR
    if (!(error instanceof TacitError) && process.env.TACIT_DEBUG) throw error
    process.stderr.write(`tacit: ${error instanceof Error ? error.message : String(error)}\n`)
    return USER_ERROR
  }
}

function program(): Command {
  const tacit = new Command('tacit')
    .description('Trains, judges and publishes recommendations that never see their visitors')
    .showHelpAfterError('(tacit COMMAND --help shows what it takes)')
    .exitOverride()
  withTrainFlags(tacit.command('train').argument('<data>', 'folder or file of events'))
    .description('train a pack on every event')
    .requiredOption('--out <pack>', 'folder of the pack')
    .option('--name <name>', "the catalogue's name; the data's unless given")
    .option('--json', 'print the result as JSON')
    .action(async (data: string, flags: TrainFlags & { out: string; json?: boolean }) => {
      const result = await train(data, flags, showProgress())
      if (flags.json) printJson(result)
    })
  withTrainFlags(tacit.command('evaluate'))
    .description('score a model on held-out events')
    .requiredOption('--data <data>', 'folder or file of events')
    .addOption(
      new Option('--protocol <name>', 'how events are held out')
        .choices(['ratio', 'leave-one-out', 'unseen-users'])
        .makeOptionMandatory(),
    )
    .option('--teacher <name>', 'fit and score this teacher')
    .option('--student', 'distil, export and score the student')
    .option('--pack <pack>', 'score a pack that was trained on the same split')
    .option('--keep <pack>', "with --student: keep the student's pack here")
    .option('--json', 'print the result as JSON')
    .action(async (flags: EvaluateFlags & { json?: boolean }) => {
      const result = await evaluate(flags, showProgress())
      if (flags.json) printJson(result)
      else process.stdout.write(`${table(result)}\n`)
    })
  tacit
    .command('inspect')
    .description('what a pack holds')
    .argument('<pack>', 'folder of the pack')
    .option('--json', 'print the result as JSON')
    .action(async (pack: string, flags: { json?: boolean }) => {
      const result = await inspectPack(pack)
      if (flags.json) printJson(result)
      else console.table(result.files)
    })
  tacit
    .command('publish')
    .description('upload a pack to an edge and make it current (token in TACIT_TOKEN)')
    .argument('<pack>', 'folder of the pack')
    .requiredOption('--to <url>', "the edge's address, or …/v1/c/CATALOGUE")
    .action(publish)
  return tacit
}

async function publish(pack: string, { to }: { to: string }): Promise<void> {
  const token = process.env.TACIT_TOKEN
  if (!token)
    throw new TacitError(
      'publish/token',
      'TACIT_TOKEN is not set: give it the value of the edge’s ADMIN_TOKEN secret',
    )
  await publishPack(pack, to, token, showProgress())
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
