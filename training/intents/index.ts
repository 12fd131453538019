export {
  nearestRows,
  type TextNeighbourOptions,
  textNeighbours,
} from './lexical/neighbours.ts'
export { normaliseText, words } from './lexical/terms.ts'
export { type TfidfOptions, tfidf } from './lexical/tfidf.ts'
export { loadVectors, type OrderedVectors, readMatrix, type TextFiles } from './vectors.ts'
