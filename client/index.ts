export { createRecommender } from './recommender.ts'
export type {
  Consent,
  EngineName,
  Facts,
  HistoryEvent,
  Reason,
  Recommendation,
  Recommendations,
  Recommender,
  RecommenderOptions,
  RecommendOptions,
  Report,
} from './types.ts'
