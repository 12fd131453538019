import { type Command, Option } from 'commander'
import { CLOCKS, DEFAULTS, PRESETS } from '../api/index.ts'
import {
  columnMap,
  columnNames,
  kindWeights,
  memoryParts,
  names,
  positive,
  settings,
  wholeNumber,
} from './parse.ts'

/** Description of the argument of every command that reads data. */
export const DATA = 'folder of events and items, or one file of events'

/** Adds the flags of `StudentOptions` to a command. */
export function withStudentFlags(command: Command): Command {
  return withComputeFlags(
    command
      .addOption(
        new Option('--preset <name>', 'quick: one fixed configuration; standard: a search')
          .choices(PRESETS)
          .default(DEFAULTS.preset),
      )
      .option(
        '--teachers <names>',
        'teachers of the student: names or RUN folders, separated by commas',
        names,
      )
      .addOption(
        new Option('--memory <parts>', 'parts of the memory, separated by commas, or none')
          .argParser(memoryParts)
          .default(DEFAULTS.memory, DEFAULTS.memory.join(','))
          .conflicts('pack'),
      )
      .option('--no-lexical', 'do not compare items by their words, only by --text-items')
      .option(
        '--min-support <n>',
        'min number of distinct users behind a link between items',
        wholeNumber(1),
        DEFAULTS.minSupport,
      )
      .option('--max-minutes <n>', 'max minutes of the search', positive, DEFAULTS.maxMinutes),
  )
}

/** Adds the flags of `ComputeOptions` and `DataOptions` to a command. */
export function withComputeFlags(command: Command): Command {
  return withDataFlags(
    withSeedFlag(command).option(
      '--threads <n>',
      'number of threads (default: one per core)',
      wholeNumber(1),
    ),
  )
}

export function withSeedFlag(command: Command): Command {
  return command.option('--seed <n>', 'seed of all randomness', wholeNumber(0), DEFAULTS.seed)
}

/** Adds the flags of `DataOptions` to a command. */
export function withDataFlags(command: Command): Command {
  return withMapFlag(command)
    .addOption(new Option('--time <clock>', 'unit of the time column').choices(CLOCKS))
    .option('--kinds <kind=weight>', 'weights of event kinds, separated by commas', kindWeights)
    .option('--columns <names>', 'names of the columns of events without a header', columnNames)
    .option('--k-core <n>', 'keep users and items with at least n partners', wholeNumber(1))
    .option('--items <file>', 'items file, if DATA is one file of events')
}

export function withMapFlag(command: Command): Command {
  return command.option('--map <ours=theirs>', 'rename columns, e.g. user=customer_id', columnMap)
}

/** Adds the flags of `TeacherOptions` to a command; they clash with models of other kinds. */
export function withTeacherFlags(command: Command): Command {
  const options = [
    new Option(
      '--text-users <file>',
      "text vectors of the users (default: the mean over each user's items)",
    ),
    new Option('--epochs <n>', 'max epochs of a graph teacher').argParser(wholeNumber(1)),
    new Option('--tune', "try the teacher's grid of settings on validation and keep the best"),
    new Option(
      '--set <name=number>',
      "values of the teacher's settings, separated by commas",
    ).argParser(settings),
  ]
  for (const option of options) command.addOption(option.conflicts(['student', 'pack']))
  return withTextFlags(command)
}

/** Adds the flags for texts of items to a command; a pack contains its own texts. */
export function withTextFlags(command: Command): Command {
  const options = [
    new Option(
      '--text-items <file>',
      'text vectors of the items (.npy, .safetensors), one row per row of the items file',
    ),
    new Option('--intents <folder>', 'folder of intents, written by tacit intents'),
  ]
  for (const option of options) command.addOption(option.conflicts('pack'))
  return command
}

export function withJsonFlag(command: Command): Command {
  return command.option('--json', 'print the result as one line of JSON')
}
