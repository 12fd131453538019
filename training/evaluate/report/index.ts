export type { Curve, Series } from './curves.ts'
export { evaluationReport, type Scored } from './evaluation.ts'
export { type Report, reportPage, type Table } from './page.ts'
