export { type Checkpoint, type Identity, readCheckpoint, type Stage } from './checkpoint.ts'
export { type LogLine, readLog } from './log.ts'
export {
  batchFor,
  partSettings,
  TRAINER_DEFAULTS,
  type TrainerSettings,
  trainerSettings,
} from './settings.ts'
export {
  type Frame,
  type Keep,
  type KeptEpochs,
  type TrainedGraph,
  type TrainGraphOptions,
  trainGraphModel,
  VALIDATION_CASES,
} from './train.ts'
export { epochTriples } from './triples.ts'
