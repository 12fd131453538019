export { clustersOf, findClusters } from './clusters.ts'
export { addReviewed, type Collected, collectEpoch } from './collect.ts'
export { openedBackOff, openedPairs, pairsByRow, type Rules, rowsOfPairs } from './simulated.ts'
