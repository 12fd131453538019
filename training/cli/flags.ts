import { type Command, Option } from 'commander'
import { DEFAULTS, PRESETS, TIME_FORMS } from '../api/index.ts'
import {
  columnMap,
  columnNames,
  idJoins,
  kindWeights,
  listed,
  memoryParts,
  names,
  positive,
  range,
  settings,
  share,
  wholeNumber,
} from './parse.ts'

/** Description of the argument of every command that reads data. */
export const DATA = 'folder of events and items, files, or - for standard input'

/** Headings of the options in `--help`. */
export const GROUPS = {
  data: 'Data:',
  people: 'Events and people:',
  items: 'Items:',
  model: 'Model:',
  output: 'Output:',
} as const

/** A path as most people pass it: one as a text, several as a list. */
export function oneOrMore(data: readonly string[]): string | readonly string[] {
  return data.length === 1 ? data[0] : data
}

/** Adds the flags of `StudentOptions` to a command. */
export function withStudentFlags(command: Command): Command {
  return withComputeFlags(
    command
      .optionsGroup(GROUPS.model)
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
      .option('--no-adapter', 'compare the vectors of new items as they are given')
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
  return command
    .optionsGroup(GROUPS.model)
    .option('--seed <n>', 'seed of all randomness', wholeNumber(0), DEFAULTS.seed)
}

/** Adds the flags for rows that cannot be used. */
export function withBadRowFlags(command: Command): Command {
  return command
    .option('--strict', 'refuse the data for the first row that cannot be used')
    .option('--max-bad-rows <share>', 'max share of rows to set aside (default: 1%)', share)
}

/** Adds the flags of `DataOptions` to a command. */
export function withDataFlags(command: Command): Command {
  withMapFlag(command)
    .option('--columns <names>', 'names of the columns of events without a header', columnNames)
    .addOption(
      new Option('--time <form>', 'form of the times (default: told by their values)').choices(
        TIME_FORMS,
      ),
    )
    .option('--items <file>', 'items file, if DATA is one file of events')
  withBadRowFlags(command).addOption(
    new Option('--skipped <file>', 'list the rows that are set aside in this CSV file'),
  )
  command
    .optionsGroup(GROUPS.people)
    .option(
      '--kinds <kind=weight>',
      'weights of kinds of events, separated by commas; 0 leaves a kind out',
      kindWeights,
    )
    .option('--rating-scale <min..max>', 'the column "value" holds ratings, e.g. 1..5', range)
    .option('--like <condition>', "which events are likes, e.g. 'value>=4'")
    .option('--where <condition>', "only these events, e.g. 'status!=test'; repeatable", listed)
    .option('--clean', 'leave out robots, test orders and internal traffic')
    .option('--no-clean', 'keep them')
    .addOption(new Option('--bots <what>', 'what to do with robots').choices(['drop', 'keep']))
    .option('--k-core <n>', 'keep users and items with at least n partners', wholeNumber(1))
  return withItemFlags(command)
    .option('--join-ids <forms>', 'join ids that differ in case, zeros, or both', idJoins)
    .option('--keep-unknown', 'recommend items that the catalogue lacks')
}

export function withMapFlag(command: Command): Command {
  return command
    .optionsGroup(GROUPS.data)
    .option('--map <ours=theirs>', 'name columns, e.g. user=customer_id; repeatable', columnMap)
}

/** Adds the flags for what items publish. */
function withItemFlags(command: Command): Command {
  return command
    .optionsGroup(GROUPS.items)
    .option('--keep <columns>', 'item columns to publish beside the known ones', names)
    .option('--keep-anyway', 'publish columns of --keep that look private')
}

/** Adds the flags of `TeacherOptions` to a command; they clash with models of other kinds. */
export function withTeacherFlags(command: Command): Command {
  command.optionsGroup(GROUPS.model)
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
  return withFeatureFlags(command)
}

/** Adds the flags for texts, vectors and attributes of items to a command; a pack contains its own texts. */
export function withFeatureFlags(command: Command): Command {
  command.optionsGroup(GROUPS.model)
  const options = [
    new Option(
      '--text-items <file>',
      'text vectors of the items (.npy, .safetensors), one row per row of the items file',
    ),
    new Option(
      '--vectors <name=file>',
      'vectors of the items of another kind, such as image=FILE, in the same form; repeatable',
    ).argParser(columnMap),
    new Option('--intents <folder>', 'folder of intents, written by tacit intents'),
    new Option(
      '--attributes <columns>',
      'item columns that are attributes beside the categories, for …+hgcl',
    ).argParser(names),
  ]
  for (const option of options) command.addOption(option.conflicts('pack'))
  return command
}

export function withJsonFlag(command: Command): Command {
  return command
    .optionsGroup(GROUPS.output)
    .option('--json', 'print the result as one line of JSON, the last of standard output')
}

/** What the flags of reading are called in the API. */
export function readingOf<T extends { skipped?: string }>({
  skipped,
  ...options
}: T): Omit<T, 'skipped'> & { skippedFile?: string } {
  return skipped === undefined ? options : { ...options, skippedFile: skipped }
}

/** Adds examples to a command's help. */
export function withExamples(command: Command, ...examples: string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((x) => `  $ ${x}`).join('\n')}`)
}
