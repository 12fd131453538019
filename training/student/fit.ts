import type { Dataset, Split } from '../data/index.ts'
import { columnCounts } from '../sparse/index.ts'
import {
  draftPack,
  type EncoderShape,
  type SpectralSettings,
  type StudentTables,
  spectralBasis,
  spectralShape,
  spectralTables,
  type TrainingData,
  trainStudent,
  withColdRows,
} from './encoder/index.ts'
import {
  type FittedParts,
  fitParts,
  type Memory,
  type MemorySettings,
  makeMemory,
} from './memory/index.ts'
import { type Prepared, prepare } from './prepare.ts'
import {
  type ChosenTeachers,
  fitTeachers,
  replacedWeights,
  withSoftLists,
} from './targets/index.ts'
import type { Choice, Distilled, DistilOptions } from './types.ts'

/** Fits a student with chosen settings on the fitted events of a split. Searches nothing. */
export async function fit(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
  choice: Choice,
): Promise<Distilled> {
  const prepared = await prepare(dataset, split, options)
  return fitPrepared(prepared, await partsOf(prepared, choice.lambda ?? undefined), choice)
}

/** As {@link fit}, on a split that is prepared. */
export async function fitPrepared(
  prepared: Prepared,
  fitted: FittedParts,
  choice: Choice,
): Promise<Distilled> {
  const memory = choice.memory && memoryOf(prepared, fitted, choice.memory)
  if (choice.spectral)
    return distilledOf(prepared, spectralOf(prepared, choice.spectral), memory, choice)
  const { examples, groups, ...taught } = await softExamples(prepared, fitted, choice)
  const { tables } = await trainStudent({ ...prepared, examples }, choice.settings)
  return { ...distilledOf(prepared, tables, memory, { ...choice, ...taught }), groups }
}

/** The tables of an encoder in closed form. */
export function spectralOf(
  { interactions, graph: { kinds }, cold, fit }: Prepared,
  settings: SpectralSettings,
): StudentTables {
  const basis = spectralBasis(interactions, settings, fit.seed)
  return withColdRows(spectralTables(columnCounts(interactions), kinds, settings, basis), cold)
}

/** The examples with top lists, and the weights and schedules of the teachers that made them. */
async function softExamples(
  prepared: Prepared,
  fitted: FittedParts,
  choice: Choice,
): Promise<ChosenTeachers & Pick<TrainingData, 'examples'> & Pick<Distilled, 'groups'>> {
  const { fit, teachers: loaded, examples } = prepared
  if (choice.settings.soft === 0)
    return { examples, teachers: choice.teachers, graphs: choice.graphs }
  const { teachers, graphs, replaced, groups } = await fitTeachers(fit, loaded, fitted, choice)
  const weights = replacedWeights(choice.teachers, replaced)
  const weighted = teachers.map((teacher) => ({ teacher, weight: weights[teacher.name] ?? 0 }))
  return {
    examples: withSoftLists(examples, weighted, fit),
    groups,
    teachers: weights,
    graphs: { ...graphs, ...choice.graphs },
  }
}

/** @param lambda EASE-R's penalty; undefined: searched on validation */
export function partsOf(
  { fit, memory, minSupport, teachers }: Prepared,
  lambda?: number,
): Promise<FittedParts> {
  const needsEase = teachers.some(({ name }) => name === 'ease')
  return fitParts(fit, { memory, minSupport, needsEase, lambda })
}

export function memoryOf(
  { fit, graph, cold }: Prepared,
  { parts }: FittedParts,
  settings: MemorySettings,
): Memory {
  const { kinds, text } = graph
  return makeMemory(parts, settings, { fit: fit.split.fit, users: fit.users, kinds, text, cold })
}

function shapeOf({ spectral, settings }: Choice): EncoderShape {
  return spectral ? spectralShape(spectral) : settings
}

/** Puts a student together from trained tables. Without a memory, β is 0. */
export function distilledOf(
  { graph, teachers, modalities }: Prepared,
  tables: StudentTables,
  memory: Memory | null,
  choice: Choice,
): Distilled {
  const beta = memory ? choice.beta : 0
  return {
    draft: draftPack(tables, shapeOf(choice), graph.kinds, memory, beta, choice.dislike),
    tables,
    memory,
    modalities: memory ? modalities : undefined,
    choice: { ...choice, beta },
    transductive: teachers.some(({ run }) => run?.transductive) || undefined,
  }
}
