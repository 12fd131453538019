export { buildIndex, type SearchIndex } from './build.ts'
export { cover, type ReadOptions, type ReadQuery, readQuery } from './cover.ts'
export { words } from './words.ts'
