export { assertSame, type Checkpoint, type Identity, readCheckpoint } from './checkpoint.ts'
export { type LogLine, readLog, type Stage } from './log.ts'
export {
  MOST_EPOCHS,
  partSettings,
  TRAINER_DEFAULTS,
  type TrainerSettings,
} from './settings.ts'
export { type Keep, type TrainedGraph, type TrainGraphOptions, trainGraphModel } from './train.ts'
