export { type CountOptions, type ItemCounts, itemCounts } from './counts/item-counts.ts'
export { type History, historyAt } from './history.ts'
export {
  idsInFile,
  intentsOfItems,
  pickItems,
  type StatedCatalogue,
  textsOfItems,
} from './items/index.ts'
export { loadDataset, loadItems } from './load.ts'
export type { DataReport } from './report.ts'
export { splitDataset } from './split.ts'
export type {
  Cases,
  Clock,
  Dataset,
  LoadOptions,
  Sequences,
  Split,
  TimeForm,
  WholeSplit,
} from './types.ts'
