export { bipartite } from './adjacency.ts'
export { type Term, weigh } from './backbone.ts'
export { graphModel } from './build.ts'
export { fitGraph, type GraphFitOptions, type GraphTeacher } from './fit.ts'
export { IRLLREC } from './frameworks/irllrec.ts'
export { align, match, nodeText, translate } from './frameworks/text-batch.ts'
export { createMomentumTower, createTower } from './frameworks/tower.ts'
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
