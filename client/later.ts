/** What a page loads behind its entry: it is not needed to start the Worker or to ask it. */
export { Absent, openDatabase } from './history/database.ts'
export { openHistory } from './history/open.ts'
export { unknownOptions } from './known-names.ts'
export { lister } from './listing.ts'
export { ortFiles } from './ort-files.ts'
export { reportOn } from './report.ts'
export { upkeep } from './upkeep.ts'
