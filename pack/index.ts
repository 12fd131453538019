export { detailNames } from './blocks.ts'
export { buildPack } from './build.ts'
export { type ItemClusters, MAX_CLUSTERS } from './clusters.ts'
export { TacitError } from './errors.ts'
export { factsOf, type ItemFacts, inCategory, isListed } from './facts.ts'
export type { FetchFile } from './files.ts'
export { fromHalf, roundToHalves, toHalves } from './float16.ts'
export { sha256Hex, toHex, verifyFile } from './hash.ts'
export type { Head, HeadShelf } from './head.ts'
export type { Prototype } from './intents.ts'
export {
  completeKinds,
  KINDS,
  type Kind,
  kindIndex,
  kindNamed,
  viewIndex,
  type WeightedKind,
} from './kinds.ts'
export type { LexiconValues } from './lexicon.ts'
export {
  type BlockCache,
  encodeId,
  encodeIntents,
  encodeItem,
  encodeShelf,
  INDEX_FORM,
  type IndexedItem,
  isIndexed,
  type ListEntry,
  type Lookup,
  type NamedIntent,
  type NearIntent,
  openLookup,
  type ReadRange,
  ROWS_PER_CHUNK,
  SECTION,
  type Shelf,
  type TablePart,
  type TableRecord,
  textKey,
  writeTable,
} from './lookup/index.ts'
export {
  type FileEntry,
  FORMAT,
  FORMATS,
  filesOf,
  isExpired,
  LIMITS,
  MAX_PARTS,
  type Manifest,
  ManifestSchema,
  OPSET,
  type Pool,
  type Protocol,
  ProtocolSchema,
  parseManifest,
  readManifest,
  type Shape,
  writeManifest,
} from './manifest.ts'
export { openModel } from './model.ts'
export {
  EXTENSIONS,
  type Extension,
  type FileName,
  fileName,
  parseFileName,
  ROLES,
  type Role,
} from './names.ts'
export { checkOnnx } from './onnx.ts'
export {
  type MemoryPack,
  type OpenOptions,
  type OpenPackOptions,
  type OpenStagesOptions,
  openPack,
  openPackFrom,
  openStages,
  type Stage,
  type StagedPack,
} from './open.ts'
export { type Models, type PackParts, packParts } from './parts.ts'
export {
  type Condition,
  parseCondition,
  parseRuleList,
  parseRules,
  type Rule,
  type Rules,
  RulesSchema,
} from './rules.ts'
export {
  type DType,
  readSafetensors,
  readSafetensorsMetadata,
  type Tensor,
  type TensorData,
  writeSafetensors,
} from './safetensors.ts'
export {
  ENVELOPE_TYPE,
  type Envelope,
  EnvelopeSchema,
  formatPublicKey,
  fromBase64,
  keyidOf,
  PAYLOAD_TYPE,
  type Place,
  type PrivateKey,
  type PublicKey,
  parsePublicKey,
  placeOf,
  preAuthEncoding,
  readEnvelope,
  remember,
  type Seen,
  signEnvelope,
  toBase64Url,
  type Verified,
  type VerifySignature,
  verifyEd25519,
  verifyEnvelope,
} from './sign/index.ts'
export { decodeTower, TOWER_BUCKETS, TOWER_WIDTH, type Tower } from './tower.ts'
export {
  AVAILABILITY,
  type Catalogue,
  type Items,
  type LoadedPack,
  type Neighbours,
  type PackContents,
  type StudentWeights,
  UNLISTED,
  type Unlisted,
} from './types.ts'
