/**
 * What no first list needs: search and the understanding of queries. A file of its own, which every
 * page loads once the pack's first stage is there. Were it loaded for a query, or for a history with
 * one, that request would tell of it.
 */
export {
  cover,
  demandOf,
  facetsOf,
  indexing,
  join,
  lexiconFrom,
  lexiconOf,
  matchedWords,
  nearness,
  readQuery,
  searchTexts,
  understandQuery,
} from '@tacit-rec/engine'
