export {
  type AtCutoffs,
  CUTOFFS,
  evaluateRanker,
  type Metrics,
  MetricSum,
  type Ranker,
  rankMetrics,
  rankUnseen,
  targetsAt,
} from './metrics.ts'
