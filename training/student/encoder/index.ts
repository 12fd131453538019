export { DISLIKE, draftPack } from './draft.ts'
export { type Example, hasExamples, listExamples, type SoftList } from './examples.ts'
export type { StudentGraph } from './model.ts'
export { searchSettings, type Tried } from './search.ts'
export { defaultSettings, type EncoderShape, type StudentSettings } from './settings.ts'
export {
  SPECTRAL,
  type SpectralSettings,
  spectralBasis,
  spectralBasisOfGram,
  spectralShape,
  spectralTables,
} from './spectral.ts'
export { startAttention } from './start.ts'
export { type StudentTables, withColdRows } from './tables.ts'
export { judgeAlone, type TrainingData, trainStudent } from './train.ts'
