export { buildIndex, indexing, type SearchIndex } from './build.ts'
export { cover, matchedWords, type ReadOptions, type ReadQuery, readQuery } from './cover.ts'
export { type Demand, demandOf } from './demand.ts'
export { type Facet, facetsOf } from './facets.ts'
export { join } from './join.ts'
export { searchTexts } from './texts.ts'
export {
  BUCKETS as TOWER_BUCKETS,
  gramsOf,
  type Tower,
  towerVector,
  WIDTH as TOWER_WIDTH,
} from './tower.ts'
