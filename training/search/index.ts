export { judgeSearch, type SearchScores } from './judge.ts'
export { type JudgedQueries, type JudgedQuery, readJudgedQueries } from './read.ts'
export { fitTower, syntheticPairs, trainTower, withTypo } from './tower/index.ts'
