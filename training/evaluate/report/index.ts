export type { Curve, Series } from './curves.ts'
export { type Report, reportPage, type Table } from './page.ts'
