export { judgeSearch, type SearchScores } from './judge.ts'
export { type JudgedQueries, type JudgedQuery, readJudgedQueries } from './read.ts'
