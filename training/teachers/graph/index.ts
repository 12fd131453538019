export { bipartite } from './adjacency.ts'
export { graphModel } from './build.ts'
export { fitGraph, type GraphFitOptions, type GraphTeacher, QUICK_EPOCHS } from './fit.ts'
export { embeddingRanker, type FittedEmbeddings } from './ranker.ts'
export { backboneOf, GRAPH_NAMES, graphGrid, isGraphName, learnsAttributes } from './registry.ts'
export { graphTeachers } from './teachers.ts'
export {
  batchFor,
  type Checkpoint,
  epochTriples,
  type Frame,
  type LogLine,
  readCheckpoint,
  readLog,
  type TrainerSettings,
  trainerSettings,
} from './trainer/index.ts'
export { type TunedGraph, tuneGraph } from './tune.ts'
export type { GraphModel, GraphModelOptions, TextVectors, Triples } from './types.ts'
