export { judgeSearch, type SearchScores } from './judge.ts'
export { type JudgedQueries, type JudgedQuery, readJudgedQueries } from './read.ts'
export {
  fitTower,
  fitWeighed,
  MIN_QUERIES,
  type QueryPair,
  syntheticPairs,
  trainTower,
  withTypo,
} from './tower/index.ts'
