export { fitGraphRun } from './graph.ts'
export { fitLinearRun } from './linear.ts'
export { assertEnough, type Plan, type RunOptions, splitsOf } from './plan.ts'
