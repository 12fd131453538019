export * from './api/index.ts'
export {
  type Clock,
  type Dataset,
  type LoadOptions,
  loadDataset,
  type Split,
  splitDataset,
} from './data/index.ts'
export type { AtCutoffs, ListQuality, Metrics } from './evaluate/index.ts'
export { type Progress, silent, type Task } from './progress.ts'
