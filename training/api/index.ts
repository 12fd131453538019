export { type CheckOptions, type CheckResult, check, type Missing } from './check.ts'
export {
  type CollectOptions,
  type CollectResult,
  collect,
  type NewKeyOptions,
  newCollectKey,
  type ReviewOptions,
  review,
} from './collect.ts'
export { type DiffOptions, type DiffResult, diff } from './diff.ts'
export { type EvaluateOptions, type EvaluateResult, evaluate } from './evaluate.ts'
export {
  type EvaluateSearchOptions,
  type EvaluateSearchResult,
  evaluateSearch,
} from './evaluate-search.ts'
export {
  type EvaluateTurnsOptions,
  type EvaluateTurnsResult,
  evaluateTurns,
} from './evaluate-turns.ts'
export {
  type EvaluateUnderstandOptions,
  type EvaluateUnderstandResult,
  evaluateUnderstand,
} from './evaluate-understand.ts'
export type { Expected } from './expected.ts'
export { type ImagesOptions, type ImagesResult, images } from './images.ts'
export { IMPORT_SOURCES, type ImportOptions, type ImportResult, importData } from './import.ts'
export {
  type InspectItemOptions,
  type InspectItemResult,
  type InspectOptions,
  type InspectResult,
  inspect,
} from './inspect.ts'
export {
  type IntentsDryRun,
  type IntentsOptions,
  type IntentsResult,
  intents,
  type PlannedCalls,
} from './intents.ts'
export type { ModelConfig, PackConfig, TeacherConfig } from './judge/index.ts'
export { type KeysOptions, type KeysResult, keys } from './keys.ts'
export {
  type ComputeOptions,
  type DataOptions,
  DEFAULTS,
  MEMORY_PARTS,
  PRESETS,
  type ProgressOptions,
  type StudentOptions,
  TEST_PROTOCOLS,
  type TeacherOptions,
  type TestProtocol,
  TIME_FORMS,
} from './options.ts'
export {
  type EdgeOptions,
  type GcOptions,
  type GcResult,
  gc,
  type PacksResult,
  type PromoteOptions,
  type PublishOptions,
  type PublishResult,
  packs,
  promote,
  publish,
  type RollbackOptions,
  type RollbackResult,
  rollback,
  type SignOptions,
} from './publish.ts'
export {
  QUERY_LANGUAGES,
  type QueriesDryRun,
  type QueriesOptions,
  type QueriesResult,
  queries,
} from './queries.ts'
export { type RulesOptions, type RulesResult, rules, rulesOf } from './rules.ts'
export { type SimulateOptions, type SimulateResult, simulate } from './simulate.ts'
export type { StudentConfig } from './student.ts'
export { type TeachOptions, type TeachResult, teach } from './teach.ts'
export {
  type AddedTenant,
  type AddTenantOptions,
  type RevokeTenantOptions,
  type TenantRecord,
  type TenantsOptions,
  tenants,
} from './tenants.ts'
export { type TrainOptions, type TrainResult, train } from './train.ts'
export { type UpdateOptions, type UpdateResult, update } from './update.ts'
