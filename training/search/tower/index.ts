export { type QueryPair, syntheticPairs, withTypo } from './pairs.ts'
export { type TowerOptions, trainTower } from './train.ts'
