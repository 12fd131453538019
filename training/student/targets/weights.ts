import type { Split } from '../../data/index.ts'
import { evaluateRanker } from '../../evaluate/index.ts'
import { objective, sampleRows, type Teacher } from '../../teachers/index.ts'
import { readRunConfig } from '../../teachers/run/index.ts'
import type { NamedTeacher } from './names.ts'

/** Weights in `quick`, of RUNs too. Graph and text teachers are weak on sparse sequences. */
const QUICK_WEIGHTS: Readonly<Record<string, number>> = { ease: 1, transitions: 1 }
/** Weight in `quick` of every other teacher. */
const OTHER_WEIGHT = 0.5
/** Validation cases that teachers are weighed by, max. */
const MAX_CASES = 1000

/** A teacher and its weight in the soft targets. */
export interface WeightedTeacher {
  teacher: Teacher
  weight: number
}

/** Fixed weights by name. A RUN has the weight of the teacher that it is a run of. */
export async function quickWeights(
  named: readonly NamedTeacher[],
): Promise<Record<string, number>> {
  const weights: Record<string, number> = {}
  for (const { name, folder } of named) {
    const teacher = folder === undefined ? name : (await readRunConfig(folder))?.teacher
    weights[name] = QUICK_WEIGHTS[teacher ?? ''] ?? OTHER_WEIGHT
  }
  return weights
}

/** Weights by validation: (objective / the best teacher's objective)². */
export function weighTeachers(
  teachers: readonly Teacher[],
  { protocol, valid }: Split,
  items: number,
): WeightedTeacher[] {
  const rows = sampleRows(valid.users.length, MAX_CASES)
  const scores = teachers.map((teacher) =>
    objective(protocol, evaluateRanker(teacher, valid, items, rows)),
  )
  const best = Math.max(...scores, 1e-9)
  return teachers.map((teacher, n) => ({ teacher, weight: (scores[n] / best) ** 2 }))
}
