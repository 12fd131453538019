/**
 * The second chunk of the SDK: everything that needs a pack. The entry imports it once it starts to
 * load one, so that a page paints before it parses this.
 */
export { startEngines } from './engines.ts'
export { interestsOf, itemInterests } from './interests.ts'
export { openCurrent } from './packs.ts'
export { allFacts, rank, rankPopular, rankSimilar } from './rank.ts'
