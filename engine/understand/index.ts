export type { Act } from './acts.ts'
export { type Decoded, decodeReading, type ReadClause } from './decode.ts'
export { bucketsOf, shapeOf } from './features.ts'
export { withoutGifts } from './gifts.ts'
export { type Entry, layoutOf, type Sizes } from './layout.ts'
export { type Concept, type Lexicon, lexiconFrom, lexiconOf, lexiconValues } from './lexicon.ts'
export {
  embedTokens,
  type Matrix,
  type Member,
  type Network,
  type Reading,
  readTokens,
} from './network.ts'
export { readNetwork } from './open.ts'
export type { Order } from './phrases.ts'
export type { Constraint, OpenRequest } from './state.ts'
export { type Token, tokensOf } from './text.ts'
export {
  type Span,
  type Understanding,
  type UnderstoodSlot,
  understandQuery,
} from './understand.ts'
export { type Chunk, chunksOf, neighboursOf, viterbi } from './viterbi.ts'
