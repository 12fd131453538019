export { diffPacks, type PackDiff } from './diff.ts'
export { type Clusters, dotRows, sphericalKMeans } from './k-means.ts'
export { packKinds } from './kinds.ts'
export { foldedWords } from './names.ts'
export { pruneNeighbours } from './neighbours.ts'
export { OnnxGraph } from './onnx/graph.ts'
export { type ScorerOptions, scorerOnnx } from './onnx/scorer.ts'
export { type StudentShape, studentOnnx } from './onnx/student.ts'
export { matchGroups, type PreviousPack } from './previous.ts'
export { findPrototypes, type NamedPrototypes } from './prototypes.ts'
export {
  type QuantizationError,
  type QuantizedRows,
  quantizationError,
  quantizeRows,
} from './quantize.ts'
export {
  describeShares,
  type InspectedFile,
  type InspectedItem,
  type Inspection,
  inspectItem,
  inspectPack,
  type MemoryShare,
  memoryShares,
  readPack,
  readPackFolder,
} from './read.ts'
export { type WrittenRules, writeRules } from './rules.ts'
export { MANIFEST, writePack } from './write.ts'
