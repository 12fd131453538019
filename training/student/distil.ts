import type { LoadedPack } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import type { Metrics } from '../evaluate/index.ts'
import { interactionMatrix } from '../sparse/index.ts'
import {
  assertEaseFits,
  bestNeighbours,
  EASE_MAX_ITEMS,
  type FitOptions,
  fitGraph,
  fitOptions,
  itemUsers,
  linkRanker,
  type RunOptions,
  type Teacher,
  teacherByName,
  textSources,
} from '../teachers/index.ts'
import { type Cold, coldItems, withColdRows } from './cold.ts'
import { draftPack, type Memory } from './draft.ts'
import { type Example, hasExamples, listExamples, type SoftList } from './examples.ts'
import { chooseBeta } from './fuse.ts'
import {
  buildMemory,
  defaultMemory,
  filledRows,
  type MemorySettings,
  memoryScale,
  neighbourLinks,
  type PartName,
  textUnit,
} from './memory.ts'
import { searchMemory } from './memory-search.ts'
import type { StudentGraph, StudentTables } from './model.ts'
import {
  type FittedParts,
  fitParts,
  type MemoryPart,
  partNames,
  withoutRareItems,
} from './parts.ts'
import { nameTeachers, type RunTeacher } from './runs.ts'
import { searchSettings, type Tried } from './search.ts'
import { defaultSettings, type StudentSettings } from './settings.ts'
import { softLists, type WeightedTeacher, weighTeachers } from './soft-targets.ts'
import { type TrainedStudent, trainStudent } from './train.ts'
import { untaughtStudent } from './untaught.ts'

/** What `train` and `evaluate --student` ask for. */
export interface DistilOptions extends RunOptions {
  /** Names and paths of RUNs; none: {@link defaultTeachers}. */
  teachers?: string[]
  memory: readonly MemoryPart[]
  minSupport: number
}

/** All that was decided before the last fit. */
export interface Choice {
  settings: StudentSettings
  memory: MemorySettings | null
  lambda: number | null
  beta: number
  /** Weight of each teacher in the soft targets. */
  teachers: Record<string, number>
  lightGcnEpochs: number
}

/** A trained student with its memory, as `engine/` ranks with it. */
export interface Distilled {
  draft: LoadedPack
  tables: StudentTables
  memory: Memory | null
  choice: Choice
  validation?: Metrics
  /** Every setting that was tried, with its validation objective. */
  tried?: Tried[]
  /** Why a search ended before its list did. */
  stopped?: string
  /** No event taught it. */
  untaught?: boolean
  /** A RUN among the teachers was fitted with the inputs of held-out users. */
  transductive?: boolean
}

/** Where β and λ lay on the public sets (docs/measurements.md). */
const QUICK_BETA = 0.1
/** `cold-items`: a hidden item may lie anywhere among the events, so none of them is newer to it. */
const QUICK_COLD = { beta: 1, decay: 1 }
const QUICK_LIGHTGCN_EPOCHS = 60

/** EASE-R's penalty of `quick`. */
export function quickLambda(ordered: boolean): number {
  return ordered ? 150 : 50
}

/** Votes where nothing was measured: graphs are weak on sparse sequences. */
const VOTES: Record<string, number> = { ease: 1, transitions: 1, 'text-knn': 0.5, lightgcn: 0.5 }

/**
 * `ease` and `lightgcn`, `transitions` where there is time, `text-knn` where there is text. Above
 * {@link EASE_MAX_ITEMS} items `item-knn` takes the place of `ease`.
 */
export function defaultTeachers(
  dataset: Dataset,
  ordered: boolean,
  hasText = dataset.texts !== null,
): string[] {
  return [
    dataset.items.length <= EASE_MAX_ITEMS ? 'ease' : 'item-knn',
    'lightgcn',
    ...(ordered ? ['transitions'] : []),
    ...(hasText ? ['text-knn'] : []),
  ]
}

/**
 * Distils a student on a split. With a choice it is fitted once; without, `standard` searches on
 * the split's validation cases, and `quick` takes its one fixed configuration. Where the split has
 * a fit to choose on, `standard` searches there and then fits once here. Where events teach nothing,
 * as there are none yet or a few that no two users share, it is made of the items' texts.
 *
 * @throws TacitError `student/nothing`, `student/no-examples` where there is no text either
 */
export async function distil(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
  choice?: Choice,
): Promise<Distilled> {
  if (!teaches(split, dataset, options)) return untaughtStudent(dataset, split, options)
  if (!choice && options.preset === 'standard' && split.choose) {
    if (!teaches(split.choose, dataset, options)) {
      const quick = await distil(dataset, split, { ...options, preset: 'quick' })
      return { ...quick, stopped: 'too few events to choose on: settings are those of quick' }
    }
    const searched = await distil(dataset, split.choose, options)
    const { validation, tried, stopped } = searched
    return {
      ...(await distil(dataset, split, options, searched.choice)),
      validation,
      tried,
      stopped,
    }
  }
  const prepared = await prepare(dataset, split, options)
  if (!choice && options.preset === 'standard') return search(prepared)
  return fitOnce(prepared, choice ?? quickChoice(prepared))
}

/** Whether anything can be learned from the events that are fitted. */
function teaches({ fit }: Split, { items }: Dataset, { minSupport }: DistilOptions): boolean {
  return hasExamples(withoutRareItems(fit, items.length, minSupport))
}

interface Prepared {
  dataset: Dataset
  options: DistilOptions
  fit: FitOptions
  graph: StudentGraph
  /** Items that too few people took, and what they borrow. */
  cold: Cold | null
  examples: Example[]
  teachers: string[]
  /** The RUNs among the teachers, by name. */
  runs: Map<string, RunTeacher>
}

async function prepare(dataset: Dataset, split: Split, options: DistilOptions): Promise<Prepared> {
  const items = dataset.items.length
  const kept = { ...split, fit: withoutRareItems(split.fit, items, options.minSupport) }
  const fit = fitOptions(dataset, kept, options)
  const graph = {
    interactions: interactionMatrix(kept.fit, items),
    text: await bestNeighbours(fit),
    ordered: split.ordered,
    kinds: dataset.kinds,
  }
  const cold = coldItems(graph.text, itemUsers(kept.fit, items))
  const examples = listExamples(kept.fit, split.ordered)
  const hasText = textSources(dataset, options).length > 0
  const given = options.teachers ?? defaultTeachers(dataset, split.ordered, hasText)
  const { teachers, runs } = await nameTeachers(given, dataset, split, options.minSupport)
  if (teachers.includes('ease')) assertEaseFits(items)
  return { dataset, options, fit, graph, cold, examples, teachers, runs }
}

/** The fixed configuration of `quick`. */
function quickChoice({ dataset, options, fit, teachers, runs }: Prepared): Choice {
  const { ordered, protocol } = fit.split
  const texts = textSources(dataset, options)
  const names = partNames(options.memory, ordered, texts, fit.items)
  return {
    settings: defaultSettings(ordered),
    memory: names.length ? quickMemory(fit.split, names) : null,
    lambda: quickLambda(ordered),
    beta: protocol === 'cold-items' ? QUICK_COLD.beta : QUICK_BETA,
    teachers: Object.fromEntries(
      teachers.map((name) => [name, VOTES[runs.get(name)?.of ?? name] ?? 0.5]),
    ),
    lightGcnEpochs: QUICK_LIGHTGCN_EPOCHS,
  }
}

function quickMemory({ protocol, ordered }: Split, names: readonly PartName[]): MemorySettings {
  const settings = defaultMemory(ordered, names)
  return protocol === 'cold-items' ? { ...settings, decay: QUICK_COLD.decay } : settings
}

async function fitOnce(prepared: Prepared, choice: Choice): Promise<Distilled> {
  const { options, fit, teachers } = prepared
  const fitted = await fitParts(fit, options, teachers.includes('ease'), choice.lambda ?? undefined)
  const memory = choice.memory && makeMemory(prepared, fitted, choice.memory)
  const taught = await fitTeachers(prepared, fitted, choice.lightGcnEpochs)
  const voters = taught.map((t) => ({ teacher: t, weight: choice.teachers[t.name] ?? 0 }))
  const lists = choice.settings.soft > 0 ? makeLists(prepared, voters) : undefined
  const { tables } = await train(prepared, choice.settings, lists)
  return finish(prepared, tables, memory, choice)
}

async function search(prepared: Prepared): Promise<Distilled> {
  const { dataset, options, fit, teachers, cold } = prepared
  const { split, deadline, progress } = fit
  const fitted = await fitParts(fit, options, teachers.includes('ease'))
  const names = Object.keys(fitted.parts)
  const found = names.length
    ? searchMemory(fitted.parts, split, { items: fit.items, deadline, progress, cold })
    : null
  const memory = found && makeMemory(prepared, fitted, found.settings)
  const taught = await fitTeachers(prepared, fitted)
  const voters = weighTeachers(taught, split, fit.items)
  const lists = makeLists(prepared, voters)
  const start = defaultSettings(split.ordered)
  const { best, tried, stopped } = await searchSettings(
    start,
    split,
    deadline,
    async (settings) => {
      const trained = await train(prepared, settings, settings.soft > 0 ? lists : undefined, true)
      const draft = draftPack(trained.tables, settings, dataset.kinds, memory)
      return {
        ...trained,
        ...chooseBeta(draft, split.protocol, split.valid, memory ? undefined : [0]),
      }
    },
  )
  const epochs = taught.find((t) => t.name === 'lightgcn')?.config.epochs
  const choice: Choice = {
    settings: { ...best.settings, epochs: best.epochs },
    memory: found?.settings ?? null,
    lambda: fitted.lambda,
    beta: best.beta,
    teachers: Object.fromEntries(voters.map(({ teacher, weight }) => [teacher.name, weight])),
    lightGcnEpochs: Number(epochs ?? QUICK_LIGHTGCN_EPOCHS),
  }
  const distilled = finish(prepared, best.tables, memory, choice)
  return { ...distilled, validation: best.validation, tried, stopped }
}

function finish(
  { dataset, runs }: Prepared,
  tables: StudentTables,
  memory: Memory | null,
  choice: Choice,
): Distilled {
  const beta = memory ? choice.beta : 0
  const draft = draftPack(tables, choice.settings, dataset.kinds, memory, beta)
  const transductive = [...runs.values()].some((run) => run.transductive) || undefined
  return { draft, tables, memory, choice: { ...choice, beta }, transductive }
}

function makeMemory(
  { fit, dataset, cold, graph }: Prepared,
  { parts }: FittedParts,
  settings: MemorySettings,
): Memory {
  const neighbours = buildMemory(parts, settings, fit.split.fit, cold)
  const kappa = memoryScale(
    neighbourLinks(neighbours),
    fit.split.fit,
    filledRows(fit.split.fit, 2000),
    settings.decay,
    Float32Array.from(dataset.kinds, ({ weight }) => weight),
  )
  const unit = graph.text ? textUnit(graph.text, settings, fit.split.fit) : 0
  const { lexical = 0, vectors = 0 } = settings.weights
  const text = { unit, weight: lexical + vectors }
  return { neighbours, decay: settings.decay, kappa, text }
}

/** Teachers that the parts already hold are not fitted twice. */
async function fitTeachers(
  { fit, teachers, runs }: Prepared,
  fitted: FittedParts,
  lightGcnEpochs?: number,
): Promise<Teacher[]> {
  const taught: Teacher[] = []
  for (const name of teachers) {
    const run = runs.get(name)
    if (run) taught.push(run)
    else if (name === 'ease' && fitted.ease) {
      const { score } = linkRanker(fitted.ease, fit.split.ordered ? 0.7 : 1)
      taught.push({ name, config: { lambda: fitted.lambda }, score })
    } else if (name === 'lightgcn') {
      const fixed = lightGcnEpochs !== undefined
      taught.push(await fitGraph(name, { ...fit, epochs: lightGcnEpochs, fixed }))
    } else taught.push(await teacherByName(name)({ ...fit, preset: 'quick' }))
  }
  return taught
}

function makeLists({ fit, examples }: Prepared, voters: WeightedTeacher[]): SoftList[] | undefined {
  return voters.length
    ? softLists(fit.split.fit, examples, voters, fit.items, fit.progress)
    : undefined
}

function train(
  { fit, graph, cold, examples, dataset }: Prepared,
  settings: StudentSettings,
  lists?: SoftList[],
  choose = false,
): Promise<TrainedStudent> {
  return trainStudent({
    fit: fit.split.fit,
    graph,
    settings,
    examples,
    lists,
    seed: fit.seed,
    threads: fit.threads,
    progress: fit.progress,
    deadline: fit.deadline,
    choose: choose ? fit.split : undefined,
    kinds: dataset.kinds,
    settle: (tables) => withColdRows(tables, cold),
  })
}
