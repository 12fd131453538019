export { createRecommender } from './recommender.ts'
export type {
  Consent,
  EngineName,
  ExportedHistory,
  Facts,
  HistoryEvent,
  Interest,
  Reason,
  Recommendation,
  Recommendations,
  Recommender,
  RecommenderOptions,
  RecommendOptions,
  Report,
} from './types.ts'
