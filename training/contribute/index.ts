export { addReviewed, type Collected, collectEpoch } from './collect.ts'
export { type Leak, leakOf } from './leak.ts'
