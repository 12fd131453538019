export { type ListQuality, ListSum } from './lists.ts'
export {
  type AtCutoffs,
  CUTOFFS,
  cutoffsOf,
  evaluateRanker,
  MetricSum,
  type Metrics,
  type Ranker,
  rankMetrics,
  rankUnseen,
  targetsAt,
} from './metrics.ts'
export {
  type Curve,
  type Report,
  reportPage,
  type Series,
  type Table,
} from './report/index.ts'
export { assertUnseen, type Trained } from './unseen.ts'
