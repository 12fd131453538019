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
      const graph = await fitGraph(name, { ...fit, epochs: lightGcnEpochs, fixed })
      fitted.teachers.push(graph)
      fitted.lightGcnEpochs = graph.epochs
    } else fitted.teachers.push(await teacherByName(name)({ ...fit, preset: 'quick' }))
  }
  return fitted
}
