export { checkTimes, clockOf, hasAges } from './clock.ts'
export { type EventTable, readEvents } from './events.ts'
export { numberIds, numberKinds } from './numbering.ts'
export { dropRepeats, type EventColumns, emptyEvents, pickEvents, readColumns } from './order.ts'
