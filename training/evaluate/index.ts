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
export { assertUnseen, type Trained } from './unseen.ts'
