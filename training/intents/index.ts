export { adaptVectors } from './adapter.ts'
export { type CallContext, cachedAnswer, chatAnswer, chatEstimate } from './ask.ts'
export { type BuildOptions, type Built, buildIntents } from './build.ts'
export { Cache, cacheKey } from './cache/index.ts'
export { itemBrief } from './construct/briefs.ts'
export { lexicalIntents } from './construct/local.ts'
export { Budget, costOf, type Price, priceOf } from './cost.ts'
export { denseVectors } from './lexical/dense.ts'
export {
  nearestOf,
  nearestRows,
  TEXT_NEIGHBOURS,
  type TextNeighbourOptions,
  textNeighbours,
} from './lexical/neighbours.ts'
export { keyPhrases } from './lexical/phrases.ts'
export { stopWordsOf } from './lexical/stop-words.ts'
export { normalizeText, words } from './lexical/terms.ts'
export {
  type TfidfOptions,
  tfidf,
  tfidfBy,
  type Vocabulary,
  vocabularyOf,
} from './lexical/tfidf.ts'
export { segmentWords, UNSPACED } from './lexical/unspaced.ts'
export { namedIntents } from './named.ts'
export { forEachConcurrently } from './pace.ts'
export { type Plan, planIntents } from './plan.ts'
export { PROMPT_VERSION } from './prompts/index.ts'
export {
  PROVIDERS,
  type ProviderName,
  type ProviderOptions,
  providerByName,
} from './providers/index.ts'
export type { IntentsManifest } from './store/format.ts'
export { assertFree } from './store/place.ts'
export { type OrderedIntents, readIntents } from './store/read.ts'
export { writeIntents } from './store/write.ts'
export {
  hashTexts,
  type ItemTexts,
  readItemTexts,
  readTexts,
  type TextOptions,
  type TextSources,
  type Texts,
} from './texts.ts'
export type {
  Chat,
  ChatRequest,
  Embedder,
  IntentRecord,
  Intents,
  Provider,
  Source,
  Usage,
} from './types.ts'
export {
  modalityShares,
  nearestVectors,
  reduceVectors,
  vectorNeighbours,
} from './vector-neighbours.ts'
export {
  type ItemVectors,
  loadVectors,
  type OrderedVectors,
  readMatrix,
  TEXT_MODALITY,
  type TextFiles,
  userMeans,
} from './vectors.ts'
