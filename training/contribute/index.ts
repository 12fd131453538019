export { addReviewed, type Collected, collectEpoch } from './collect.ts'
export { type Leak, leakOf } from './leak.ts'
export { openedPairs, pairsByRow, type Rules, rowsOfPairs } from './simulated.ts'
