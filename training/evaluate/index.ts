export {
  type CalibrationCases,
  calibrate,
  fitPlatt,
  type ListOdds,
  type Reliability,
  reliability,
} from './calibration.ts'
export { type ListQuality, ListSum } from './lists.ts'
export {
  type Membership,
  type MembershipStatistic,
  ownRanks,
  separation,
  testMembership,
} from './membership.ts'
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
  evaluationReport,
  type Report,
  reportPage,
  type Series,
  type Table,
} from './report/index.ts'
export { assertUnseen, type Trained } from './unseen.ts'
