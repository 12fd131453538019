export { withAdaptedText } from './adapted.ts'
export { chooseBeta, quickBeta } from './beta.ts'
export { type Cold, coldItems } from './cold.ts'
export { type Memory, makeMemory } from './memory.ts'
export { type FittedParts, fitParts, partNames } from './parts.ts'
export { searchMemory } from './search.ts'
export {
  defaultMemory,
  eventDecay,
  type MemoryOptions,
  type MemoryPart,
  type MemorySettings,
  namesOf,
  quickMemory,
} from './settings.ts'
export { sumLinks } from './sum.ts'
export { withoutRareItems } from './support.ts'
export { filledRows, neighbourLinks } from './table.ts'
export { fitMemory } from './teacher.ts'
