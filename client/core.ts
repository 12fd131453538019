/** What a page needs only once the pack arrives: loaded after the entry, with the first pack. */
export {
  combine,
  type EncodedEvent,
  type Engine,
  explainer,
  gather,
  instantEngine,
  itemPrototypes,
  nearestPrototypes,
  popularItems,
  similarItems,
  topK,
} from '@tacit-rec/engine'
export { factsOf, inCategory, isExpired, openPack, verifyFile } from '@tacit-rec/pack'
export { popularReason, reasonOf } from './reasons.ts'
