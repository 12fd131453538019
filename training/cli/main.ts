import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { Command, CommanderError, type Option } from 'commander'
import { errorCode } from '../files.ts'
import { type Shown, showProgress } from './bars.ts'
import { addCheck } from './check.ts'
import { addCollect } from './collect.ts'
import { addDiff } from './diff.ts'
import { addEvaluate } from './evaluate.ts'
import { describeFailure, EXIT } from './failures.ts'
import { addImages } from './images.ts'
import { addImport } from './import.ts'
import { addInspect } from './inspect.ts'
import { addIntents } from './intents.ts'
import { addKeys } from './keys.ts'
import { addGc, addPacks, addPromote, addPublish, addRollback } from './publish.ts'
import { addQueries } from './queries.ts'
import { addRules } from './rules.ts'
import { addTeach } from './teach.ts'
import { addTenants } from './tenants.ts'
import { addTrain } from './train.ts'
import { addUpdate } from './update.ts'

/** By heading of `--help`, in the order in which people need them. */
const COMMANDS = {
  'Data:': [addCheck, addImport, addCollect],
  'Model:': [addTrain, addUpdate, addEvaluate, addTeach, addIntents, addQueries, addImages],
  'Pack:': [addInspect, addDiff, addRules, addPublish, addPromote, addRollback, addPacks, addGc],
  'Trust:': [addKeys, addTenants],
}

const HELP = `
Examples:
  $ tacit check shop
  $ tacit train shop --out pack
  $ tacit publish pack --to https://edge.example

Exit codes:
  0    done
  1    a fault of Tacit; the message says how to report it
  2    flags, data or files that you can correct; the message says how
  130  stopped by Ctrl-C`

/**
 * Runs the `tacit` command.
 *
 * @param argv as `process.argv`
 * @returns the exit code: 0; 2 or 1 after one message on standard error; 130 after Ctrl-C
 */
export async function main(argv: readonly string[]): Promise<number> {
  const progress = showProgress()
  // Once for a process, which may run several commands.
  if (!process.stdout.listeners('error').includes(endQuietly))
    process.stdout.on('error', endQuietly)
  const work = program(progress).parseAsync(argv)
  try {
    await work.finally(() => progress.stop())
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.input
    const { message, exit } = describeFailure(error)
    process.stderr.write(`tacit: ${message}\n`)
    if (process.env.TACIT_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    return exit
  }
}

/** `tacit … | head` closes standard output, which is no failure. */
function endQuietly(error: Error): void {
  if (errorCode(error) !== 'EPIPE') throw error
  process.exit(0)
}

function program(progress: Shown): Command {
  const tacit = new Command('tacit')
    .description('Train, evaluate and publish recommendations that never see their visitors')
    .version(packageVersion())
    .showHelpAfterError('(tacit COMMAND --help lists the options)')
    .addHelpText('after', HELP)
    .exitOverride()
  for (const [heading, adds] of Object.entries(COMMANDS)) {
    tacit.commandsGroup(heading)
    for (const add of adds) add(tacit, progress)
  }
  for (const command of tacit.commands)
    for (const each of [command, ...command.commands]) requireLast(each)
  return tacit
}

/**
 * Asks for required options after unknown ones are refused, which Commander does the other way round:
 * `--outt pack` is a typo, not a missing `--out`.
 */
function requireLast(command: Command): void {
  const required = command.options.filter(({ mandatory }) => mandatory)
  for (const option of required) option.mandatory = false
  const isMissing = (option: Option) => command.getOptionValue(option.attributeName()) === undefined
  command.hook('preAction', () => {
    const missing = required.find(isMissing)
    if (missing) command.error(`error: required option '${missing.flags}' not specified`)
  })
}

/** From the nearest package.json, which is in another place once the package is built. */
function packageVersion(): string {
  const file = findPackageJSON(import.meta.url)
  if (!file) return 'unknown'
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}
