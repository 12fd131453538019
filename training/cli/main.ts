import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { TacitError } from '@tacit-rec/pack'
import { Command, CommanderError } from 'commander'
import { type Shown, showProgress } from './bars.ts'
import { addEvaluate } from './evaluate.ts'
import { addImport } from './import.ts'
import { addInspect } from './inspect.ts'
import { addIntents } from './intents.ts'
import { addPublish } from './publish.ts'
import { addTeach } from './teach.ts'
import { addTrain } from './train.ts'
import { addUpdate } from './update.ts'

/** Exit code of every error that the user can fix. */
const USER_ERROR = 2
/** Exit code after Ctrl-C, by convention of shells. */
const INTERRUPTED = 130

const COMMANDS = [
  addImport,
  addTrain,
  addTeach,
  addEvaluate,
  addIntents,
  addUpdate,
  addInspect,
  addPublish,
]

/**
 * Runs the `tacit` command.
 *
 * @param argv as `process.argv`
 * @returns the exit code: 0; 2 after one message on standard error; 130 after Ctrl-C
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
    const stopped = error instanceof TacitError && error.code.endsWith('/stopped')
    return stopped ? INTERRUPTED : USER_ERROR
  }
}

function program(progress: Shown): Command {
  const tacit = new Command('tacit')
    .description('Train, evaluate and publish recommendations that never see their visitors')
    .version(packageVersion())
    .showHelpAfterError('(tacit COMMAND --help lists the options)')
    .exitOverride()
  for (const add of COMMANDS) add(tacit, progress)
  return tacit
}

/** From the nearest package.json, which is in another place once the package is built. */
function packageVersion(): string {
  const file = findPackageJSON(import.meta.url)
  if (!file) return 'unknown'
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}
