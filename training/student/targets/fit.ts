import {
  backboneOf,
  type FitOptions,
  isGraphName,
  linkRanker,
  type Teacher,
  teacherByName,
} from '../../teachers/index.ts'
import { eventDecay, type FittedParts } from '../memory/index.ts'
import { fitGraphTeacher, type GraphSchedule } from './graph.ts'
import type { LoadedTeacher } from './runs.ts'

/** What was chosen of teachers before. */
export interface ChosenTeachers {
  /** Weight of each teacher, by name. */
  teachers: Record<string, number>
  /** Schedules of the graph teachers, by name. */
  graphs: Record<string, GraphSchedule>
}

/** Teachers that are ready to score. */
export interface FittedTeachers {
  teachers: Teacher[]
  /** Schedules of the graph teachers that were fitted, by name. */
  graphs: Record<string, GraphSchedule>
  /** Graph teachers whose backbone alone ranked better: that backbone teaches. */
  replaced: { name: string; by: string }[]
  /** Item → its nearest intent prototype in a graph teacher, [N]; absent without prototypes. */
  groups?: Int32Array
}

/**
 * Fits the teachers of a student. EASE-R comes from the memory's parts, if they hold it.
 *
 * @param chosen undefined: a search, which chooses on validation
 */
export async function fitTeachers(
  fit: FitOptions,
  loaded: readonly LoadedTeacher[],
  { ease, lambda }: FittedParts,
  chosen: ChosenTeachers = { teachers: {}, graphs: {} },
): Promise<FittedTeachers> {
  const fitted: FittedTeachers = { teachers: [], graphs: {}, replaced: [] }
  const fitOne = async (name: string): Promise<Teacher> => {
    if (name === 'ease' && ease) {
      const { score } = linkRanker(ease, eventDecay(fit.split.ordered))
      return { name, config: { lambda }, score }
    }
    if (!isGraphName(name)) return teacherByName(name)({ ...fit, preset: 'quick' })
    const wanted = chosen.teachers[name] === 0 ? backboneOf(name) : name
    const graph = await fitGraphTeacher(wanted, fit, chosen.graphs[wanted])
    const { teacher, schedule } = graph
    fitted.groups ??= graph.groups
    fitted.graphs[teacher.name] = schedule
    if (teacher.name !== name) fitted.replaced.push({ name, by: teacher.name })
    return teacher
  }
  for (const { name, run } of loaded) {
    const teacher = run ?? (await fitOne(name))
    // A backbone may be in the list too.
    if (!fitted.teachers.some((other) => other.name === teacher.name)) fitted.teachers.push(teacher)
  }
  return fitted
}

/** The weights with those of replaced teachers given to what took their place. */
export function replacedWeights(
  weights: Record<string, number>,
  replaced: FittedTeachers['replaced'],
): Record<string, number> {
  const all = { ...weights }
  for (const { name, by } of replaced) {
    all[by] ??= all[name]
    all[name] = 0
  }
  return all
}
