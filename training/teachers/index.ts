export {
  caseObjective,
  isBetter,
  isClearlyBetter,
  objective,
  sampleRows,
  timeRanOut,
  VALIDATION_CASES,
} from './choose.ts'
export {
  bestNeighbours,
  fitOptions,
  hasDenseTexts,
  matricesOf,
  noText,
  type RunOptions,
  sharesOfModalities,
  textSources,
} from './context.ts'
export {
  assertEaseFits,
  type ChosenEase,
  EASE_MAX_ITEMS,
  type EaseLinks,
  EaseSolver,
  easeLinks,
  quickLambda,
  searchLambda,
} from './ease.ts'
export {
  align,
  backboneOf,
  type Checkpoint,
  createMomentumTower,
  createTower,
  embeddingRanker,
  type Frame,
  fitGraph,
  GRAPH_NAMES,
  type GraphFitOptions,
  type GraphTeacher,
  graphGrid,
  IRLLREC,
  isGraphName,
  learnsAttributes,
  match,
  nodeText,
  readCheckpoint,
  type Term,
  type TunedGraph,
  translate,
  tuneGraph,
  weigh,
} from './graph/index.ts'
export { columnSquares, cosineLinks, gramOf, squaresOf } from './item-knn.ts'
export { type Links, linkRanker, linksRanker } from './links.ts'
export { localEase } from './local-ease.ts'
export { type OwnFiles, readOwnTeachers } from './own.ts'
export { itemUsers, warmUsers } from './popularity.ts'
export {
  assertTeacher,
  isRunPath,
  isTransductive,
  TEACHER_ENTRIES,
  TEACHERS,
  teacherByName,
  teacherEntry,
} from './registry.ts'
export { assertSetting } from './settings.ts'
export { assertText, assertTextUsers, takesText } from './text.ts'
export { dampedTransitions } from './transitions.ts'
export type {
  DenseRows,
  DenseTexts,
  FitOptions,
  FittedSettings,
  OneModality,
  Preset,
  Setting,
  Teacher,
  TeacherEntry,
  TextNeighbours,
  TextSource,
  TextUse,
  Tried,
} from './types.ts'
