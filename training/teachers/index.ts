import { existsSync } from 'node:fs'
import { TacitError } from '@tacit-rec/pack'
import { fitEase } from './ease.ts'
import { fitGfCf } from './gf-cf.ts'
import { fitGraph } from './graph/fit.ts'
import { isGraphName } from './graph/names.ts'
import { fitItemKnn } from './item-knn.ts'
import { fitNearestText } from './nearest-text.ts'
import { fitPopularity } from './popularity.ts'
import { fitTextKnn } from './text-knn.ts'
import { fitTransitions } from './transitions.ts'
import type { FitTeacher } from './types.ts'

export { isBetter, objective, sampleRows } from './choose.ts'
export { bestNeighbours, fitOptions, matrixOf, type RunOptions, textSources } from './context.ts'
export {
  assertEaseFits,
  type ChosenEase,
  EASE_MAX_ITEMS,
  type EaseLinks,
  EaseSolver,
  easeLinks,
  searchLambda,
} from './ease.ts'
export { fitGraph, type GraphFitOptions, type GraphTeacher, QUICK_EPOCHS } from './graph/fit.ts'
export { graphGrid } from './graph/grids.ts'
export { assertText, assertTextUsers, GRAPH_NAMES, isGraphName, takesText } from './graph/names.ts'
export { type TunedGraph, tuneGraph } from './graph/tune.ts'
export { cosineLinks } from './item-knn.ts'
export { assertSetting } from './linear.ts'
export { type Links, linkRanker, linksRanker } from './links.ts'
export { itemUsers } from './popularity.ts'
export { dampedTransitions } from './transitions.ts'
export type {
  FitOptions,
  Preset,
  Setting,
  Teacher,
  TextNeighbours,
  TextSource,
  Tried,
} from './types.ts'

/** Every teacher by the name that commands take. */
export const TEACHERS: Record<string, FitTeacher> = {
  ease: fitEase,
  'gf-cf': fitGfCf,
  'item-knn': fitItemKnn,
  lightgcn: (options) => fitGraph('lightgcn', options),
  'nearest-text': fitNearestText,
  popularity: fitPopularity,
  'text-knn': fitTextKnn,
  transitions: fitTransitions,
}

/** Whether a teacher gives each user an embedding: `unseen-users` fits it with the inputs too. */
export function isTransductive(name: string): boolean {
  return isGraphName(name)
}

/** @throws TacitError for a name that is not in {@link TEACHERS} */
export function teacherByName(name: string): FitTeacher {
  const fit = TEACHERS[name]
  if (fit) return fit
  throw unknownTeacher(name, Object.keys(TEACHERS))
}

/** Whether a name is the path of a RUN instead of a teacher's. */
export function isRunPath(name: string): boolean {
  const named = Object.hasOwn(TEACHERS, name) || isGraphName(name)
  return !named && (name.includes('/') || existsSync(name))
}

/** @throws TacitError for what is neither in `known` nor the path of a RUN */
export function assertTeacher(name: string, known = Object.keys(TEACHERS)): void {
  if (!known.includes(name) && !isRunPath(name))
    throw unknownTeacher(name, [...known, 'or the path of a RUN'])
}

/** The error for a name that is none of `known`. */
function unknownTeacher(name: string, known: readonly string[]): TacitError {
  return new TacitError(
    'teacher/unknown',
    `teacher "${name}" is not known: choose one of ${known.join(', ')}`,
  )
}
