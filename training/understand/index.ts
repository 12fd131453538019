export { type FitOptions, type FitSettings, fitNetwork, judgeNetwork } from './fit.ts'
export type { UnderstandScores } from './judge.ts'
export { readBenchmark } from './read.ts'
