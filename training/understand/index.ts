export { type FitOptions, fitNetwork, judgeNetwork } from './fit.ts'
export type { UnderstandScores } from './judge.ts'
export { readBenchmark } from './read.ts'
export { type FitSettings, settingsFor } from './settings.ts'
