export { type Calibration, confidence, listOdds } from './confidence.ts'
export { encode } from './encode.ts'
export {
  type Explanation,
  explain,
  explainer,
  itemPrototypes,
  type NearPrototype,
  nearestPrototypes,
} from './explain.ts'
export { type Gathered, gather } from './gather.ts'
export { type KnownEvents, knownEvents, type NamedEvent } from './history.ts'
export { type InstantEngine, type InstantOptions, instantEngine } from './instant.ts'
export { kernelScorer, type Scorer, scorer } from './kernel.ts'
export { addMemory, link, MEMORY_EVENTS } from './memory.ts'
export { boughtItems, dislikedItems, positives } from './positives.ts'
export { type Combined, combine, combined, memoryOnly, pooledScores } from './score.ts'
export {
  buildIndex,
  cover,
  type Demand,
  demandOf,
  type Facet,
  facetsOf,
  indexing,
  join,
  matchedWords,
  type Nearness,
  nearness,
  nearTo,
  type ReadOptions,
  type ReadQuery,
  readQuery,
  type SearchIndex,
  searchTexts,
  searchWords,
  towerGrams,
  towerVector,
} from './search/index.ts'
export { popularItems, similarItems, similarities } from './similar.ts'
export { type Ranked, topK } from './topk.ts'
export type { Encoded, EncodedEvent, Engine, MemoryModel, Model } from './types.ts'
export * from './understand/index.ts'
