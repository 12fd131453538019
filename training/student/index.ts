export { type AssembleOptions, assemble } from './assemble.ts'
export {
  type Choice,
  type Distilled,
  type DistilOptions,
  defaultTeachers,
  distil,
} from './distil.ts'
export type { Memory } from './draft.ts'
export { fitMemory } from './memory-teacher.ts'
export type { MemoryPart } from './parts.ts'
export { encodedEvents, engineRanker } from './ranker.ts'
export { defaultSettings, type StudentSettings } from './settings.ts'
