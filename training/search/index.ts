export { judgeSearch, type SearchScores } from './judge.ts'
export { type JudgedQueries, type JudgedQuery, readJudgedQueries } from './read.ts'
export {
  type QueryPair,
  syntheticPairs,
  type TowerOptions,
  trainTower,
  withTypo,
} from './tower/index.ts'
