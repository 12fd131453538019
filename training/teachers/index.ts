import { TacitError } from '@tacit/pack'
import { fitEase } from './ease.ts'
import { fitGfCf } from './gf-cf.ts'
import { fitItemKnn } from './item-knn.ts'
import { fitLightGcn } from './lightgcn.ts'
import { fitPopularity } from './popularity.ts'
import { fitTextKnn } from './text-knn.ts'
import { fitTransitions } from './transitions.ts'
import type { FitTeacher } from './types.ts'

export { isBetter, objective, sampleRows } from './choose.ts'
export { fitOptions, type RunOptions } from './context.ts'
export {
  assertEaseFits,
  type ChosenEase,
  EASE_MOST_ITEMS,
  type EaseLinks,
  EaseSolver,
  easeLinks,
  searchLambda,
} from './ease.ts'
export { cosineLinks, strongest } from './item-knn.ts'
export { fitLightGcn } from './lightgcn.ts'
export { addRow, type Links, linkRanker, linksRanker } from './links.ts'
export { itemUsers } from './popularity.ts'
export { dampedTransitions } from './transitions.ts'
export type { FitOptions, Preset, Setting, Teacher, Tried } from './types.ts'

/** Every teacher by the name that commands take. */
export const TEACHERS: Record<string, FitTeacher> = {
  ease: fitEase,
  'gf-cf': fitGfCf,
  'item-knn': fitItemKnn,
  lightgcn: fitLightGcn,
  popularity: fitPopularity,
  'text-knn': fitTextKnn,
  transitions: fitTransitions,
}

/** Teachers that give each user an embedding: `unseen-users` fits them with the inputs too. */
export const TRANSDUCTIVE = new Set(['lightgcn'])

/** @throws TacitError for a name that is not in {@link TEACHERS} */
export function teacherByName(name: string): FitTeacher {
  const fit = TEACHERS[name]
  if (fit) return fit
  throw new TacitError(
    'teacher/unknown',
    `teacher "${name}" is not known: choose one of ${Object.keys(TEACHERS).join(', ')}`,
  )
}
