export { fitTower } from './fit.ts'
export { syntheticPairs, withTypo } from './pairs.ts'
export { trainTower } from './train.ts'
