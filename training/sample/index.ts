export { type Book, type Intent, sampleIntents, sampleItems } from './books.ts'
export type { Kind } from './browse.ts'
export {
  type SampleEvent,
  type SampleReader,
  type SimulateOptions,
  simulateReaders,
} from './simulate.ts'
export { writeSample } from './write.ts'
