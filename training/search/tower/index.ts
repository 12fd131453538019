export { fitTower, fitWeighed } from './fit.ts'
export { type QueryPair, syntheticPairs, withTypo } from './pairs.ts'
export { trainTower } from './train.ts'
export { MIN_QUERIES } from './weigh.ts'
