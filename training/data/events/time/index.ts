export { type TimeReading, timeOf } from './time-of.ts'
