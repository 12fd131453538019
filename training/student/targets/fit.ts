import { pickRows, sampleUsers } from '../../data/index.ts'
import {
  type FitOptions,
  fitGraph,
  linkRanker,
  QUICK_EPOCHS,
  type Teacher,
  teacherByName,
} from '../../teachers/index.ts'
import { eventDecay, type FittedParts } from '../memory/index.ts'
import type { LoadedTeacher } from './runs.ts'

/** Events that `quick` fits LightGCN on, max. */
const GRAPH_EVENTS = 200_000

/** Teachers that are ready to score, and the epochs of `lightgcn`, which validation may choose. */
export interface FittedTeachers {
  teachers: Teacher[]
  lightGcnEpochs: number
}

/**
 * Fits the teachers of a student. EASE-R comes from the memory's parts, if they hold it.
 *
 * @param lightGcnEpochs chosen before; undefined: `standard` chooses them on validation
 */
export async function fitTeachers(
  fit: FitOptions,
  loaded: readonly LoadedTeacher[],
  { ease, lambda }: FittedParts,
  lightGcnEpochs?: number,
): Promise<FittedTeachers> {
  const fitted: FittedTeachers = { teachers: [], lightGcnEpochs: lightGcnEpochs ?? QUICK_EPOCHS }
  for (const { name, run } of loaded) {
    if (run) fitted.teachers.push(run)
    else if (name === 'ease' && ease) {
      const { score } = linkRanker(ease, eventDecay(fit.split.ordered))
      fitted.teachers.push({ name, config: { lambda }, score })
    } else if (name === 'lightgcn') {
      const fixed = lightGcnEpochs !== undefined
      if (fit.preset === 'quick') fitted.teachers.push(await fitOnSample(fit, lightGcnEpochs))
      else {
        const graph = await fitGraph(name, { ...fit, epochs: lightGcnEpochs, fixed })
        fitted.teachers.push(graph)
        fitted.lightGcnEpochs = graph.epochs
      }
    } else fitted.teachers.push(await teacherByName(name)({ ...fit, preset: 'quick' }))
  }
  return fitted
}

/** LightGCN on sampled users; a user outside of the sample is folded in by the items of its history. */
async function fitOnSample(fit: FitOptions, epochs?: number): Promise<Teacher> {
  const rows = sampleUsers(fit.split.fit, GRAPH_EVENTS, fit.seed)
  const split = { ...fit.split, fit: pickRows(fit.split.fit, rows) }
  const graph = await fitGraph('lightgcn', { ...fit, split, epochs, fixed: epochs !== undefined })
  if (rows.length === fit.split.fit.offsets.length - 1) return graph
  const place = new Map(Array.from(rows, (row, at) => [row, at]))
  return {
    ...graph,
    score: (history, out) => graph.score({ ...history, user: place.get(history.user) ?? -1 }, out),
  }
}
