import { TacitError } from '@tacit/pack'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { LoadOptions } from '../data/index.ts'
import { deadlineIn, type Progress } from '../progress.ts'
import type { DistilOptions, MemoryPart } from '../student/index.ts'
import { teacherByName } from '../teachers/index.ts'

/** What `train` and `evaluate` have in common, as commander gives it. */
export interface TrainFlags {
  preset: 'quick' | 'standard'
  teachers?: string[]
  memory: MemoryPart[]
  minSupport: number
  seed: number
  maxMinutes: number
  threads?: number
  map?: Record<string, string>
  time?: LoadOptions['time']
  kinds?: Record<string, number>
  kCore?: number
  items?: string
}

/** Adds those flags to a command. */
export function withTrainFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'quick: one fixed configuration; standard: a search')
        .choices(['quick', 'standard'])
        .default('standard'),
    )
    .option('--teachers <names>', 'teachers of the student, by comma', teacherList)
    .option(
      '--memory <parts>',
      'ease,transitions,text or none',
      memoryParts,
      memoryParts('ease,transitions,text'),
    )
    .option('--min-support <n>', 'least distinct users behind a link', wholeNumber(1), 2)
    .option('--seed <n>', 'seed of everything random', wholeNumber(0), 1)
    .option('--max-minutes <n>', 'time that the search may take', positive, 20)
    .option('--threads <n>', 'threads; all cores unless given', wholeNumber(1))
    .option('--map <ours=theirs>', 'rename columns, such as user=customer_id', pairs, undefined)
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

/** The loader's options among the flags. */
export function loadOptions({ map, time, kinds, kCore, items }: TrainFlags): LoadOptions {
  return { map, time, kinds, kCore, items }
}

/** The student's options among the flags. */
export function distilOptions(flags: TrainFlags, progress: Progress): DistilOptions {
  const { preset, teachers, memory, minSupport, seed, threads, maxMinutes } = flags
  const deadline = deadlineIn(maxMinutes)
  return { preset, teachers, memory, minSupport, seed, threads, deadline, progress }
}

function teacherList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return checked(() => {
    for (const name of names) teacherByName(name)
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

function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`"${text}" is no whole number of at least ${least}.`)
  }
}

function positive(text: string): number {
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

function checked<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof TacitError) throw new InvalidArgumentError(error.message)
    throw error
  }
}
