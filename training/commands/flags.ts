import { TacitError } from '@tacit-rec/pack'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { LoadOptions } from '../data/index.ts'
import { deadlineIn, type Progress } from '../progress.ts'
import type { DistilOptions, MemoryPart } from '../student/index.ts'
import { assertTeacher, type Setting } from '../teachers/index.ts'

/** How DATA is read, as commander gives it. */
export interface DataFlags {
  map?: Record<string, string>
  time?: LoadOptions['time']
  kinds?: Record<string, number>
  kCore?: number
  items?: string
}

/** What every command that fits something takes. */
export interface FitFlags extends DataFlags {
  seed: number
  threads?: number
}

/** Texts of items and users. */
export interface TextFlags {
  textItems?: string
  textUsers?: string
  /** A folder of `tacit intents`. */
  intents?: string
}

/** What `train` and `evaluate` have in common. */
export interface TrainFlags extends FitFlags, TextFlags {
  preset: 'quick' | 'standard'
  teachers?: string[]
  memory: MemoryPart[]
  /** Whether items are compared by their words; they are unless this is false. */
  lexical?: boolean
  minSupport: number
  maxMinutes: number
}

/** What says how one teacher is fitted. */
export interface TeacherFlags extends TextFlags {
  epochs?: number
  tune?: boolean
  set?: Setting
}

/** Adds {@link TrainFlags} to a command. */
export function withTrainFlags(command: Command): Command {
  return withFitFlags(
    command
      .addOption(
        new Option('--preset <name>', 'quick: one fixed configuration; standard: a search')
          .choices(['quick', 'standard'])
          .default('standard'),
      )
      .option('--teachers <names>', 'teachers of the student by name or RUN, by comma', teacherList)
      .addOption(
        new Option('--memory <parts>', 'ease,transitions,text or none')
          .argParser(memoryParts)
          .default(memoryParts('ease,transitions,text'))
          .conflicts('pack'),
      )
      .option('--no-lexical', 'compare no items by their words, only by --text-items')
      .option('--min-support <n>', 'least distinct users behind a link', wholeNumber(1), 2)
      .option('--max-minutes <n>', 'time that the search may take', positive, 20),
  )
}

/** Adds {@link FitFlags} to a command. */
export function withFitFlags(command: Command): Command {
  return withDataFlags(
    command
      .option('--seed <n>', 'seed of everything random', wholeNumber(0), 1)
      .option('--threads <n>', 'threads; all cores unless given', wholeNumber(1)),
  )
}

/** Adds {@link DataFlags} to a command. */
export function withDataFlags(command: Command): Command {
  return withMapFlag(command)
    .addOption(
      new Option('--time <clock>', 'what the time column holds').choices([
        'seconds',
        'ms',
        'iso',
        'order',
        'none',
      ]),
    )
    .option('--kinds <kind=weight>', 'weights of kinds of events, by comma', kindWeights)
    .option('--k-core <n>', 'keep users and items with at least n partners', wholeNumber(1))
    .option('--items <file>', 'items file, where DATA is a single file of events')
}

/** Adds `--map` to a command. */
export function withMapFlag(command: Command): Command {
  return command.option('--map <ours=theirs>', 'rename columns, such as user=customer_id', pairs)
}

/** Adds {@link TeacherFlags} to a command; what else it may judge takes none of them. */
export function withTeacherFlags(command: Command): Command {
  const options = [
    new Option('--text-users <file>', "text vectors of the users; else the mean of their items'"),
    new Option('--epochs <n>', 'most epochs of a graph teacher').argParser(wholeNumber(1)),
    new Option('--tune', "try the teacher's grid on validation and keep the best"),
    new Option('--set <name=number>', "the teacher's settings, by comma").argParser(settings),
  ]
  for (const option of options) command.addOption(option.conflicts(['student', 'pack']))
  return withTextFlags(command)
}

/** Whether any text is given. */
export function namesText({ textItems, textUsers, intents }: TextFlags): boolean {
  return (textItems ?? textUsers ?? intents) !== undefined
}

/** Adds the {@link TextFlags} of items to a command; a pack has its own texts. */
export function withTextFlags(command: Command): Command {
  const options = [
    new Option('--text-items <file>', 'text vectors of the items (.npy, .safetensors), row by row'),
    new Option('--intents <folder>', 'intents and their vectors, by tacit intents'),
  ]
  for (const option of options) command.addOption(option.conflicts('pack'))
  return command
}

/** The loader's options among the flags. */
export function loadOptions({ map, time, kinds, kCore, items }: DataFlags): LoadOptions {
  return { map, time, kinds, kCore, items }
}

/** The student's options among the flags. */
export function distilOptions(
  flags: TrainFlags,
  progress: Progress,
  vectors?: DistilOptions['vectors'],
): DistilOptions {
  const { preset, teachers, memory, lexical, minSupport, seed, threads, maxMinutes } = flags
  const deadline = deadlineIn(maxMinutes)
  const run = { preset, seed, threads, deadline, progress, vectors, lexical }
  return { ...run, teachers, memory, minSupport }
}

function teacherList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return checked(() => {
    for (const name of names) assertTeacher(name)
    return names
  })
}

function memoryParts(text: string): MemoryPart[] {
  if (text === 'none') return []
  const known = ['ease', 'transitions', 'text']
  return text.split(',').map((part) => {
    if (known.includes(part.trim())) return part.trim() as MemoryPart
    throw new InvalidArgumentError(`"${part}" is no part: use ${known.join(', ')} or none.`)
  })
}

/** Reads a whole number of at least `least`. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`"${text}" is no whole number of at least ${least}.`)
  }
}

/** Reads a number above 0. */
export function positive(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError(`"${text}" is no number above 0.`)
}

/** `a=b` as a record; repeated flags and commas add to it. */
function pairs(text: string, before: Record<string, string> = {}): Record<string, string> {
  const more = text.split(',').map((pair) => {
    const [ours, theirs, ...rest] = pair.split('=').map((part) => part.trim())
    if (ours && theirs && !rest.length) return [ours, theirs]
    throw new InvalidArgumentError(`"${pair}" is not of the form name=value.`)
  })
  return { ...before, ...Object.fromEntries(more) }
}

function kindWeights(text: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pairs(text)).map(([kind, weight]) => [kind, positive(weight)]),
  )
}

function settings(text: string, before: Setting = {}): Setting {
  const given = Object.entries(pairs(text)).map(([name, value]) => {
    if (Number.isFinite(Number(value))) return [name, Number(value)] as const
    throw new InvalidArgumentError(`"${name}=${value}": "${value}" is no number.`)
  })
  return { ...before, ...Object.fromEntries(given) }
}

function checked<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof TacitError) throw new InvalidArgumentError(error.message)
    throw error
  }
}
