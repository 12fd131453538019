export { attributesOf } from './attributes.ts'
export { unlistedOf } from './availability.ts'
export {
  catalogueOf,
  intentsOfItems,
  pickItems,
  type StatedCatalogue,
  textsOfItems,
} from './catalogue.ts'
export { idsInFile } from './ids-in-file.ts'
export { type ItemTable, readItems } from './items.ts'
export { ID_JOINS, type IdJoin, idsByName, joinable, joinIds, nearKnown } from './join-ids.ts'
export { loadItems } from './load.ts'
export type { ItemOptions } from './rows.ts'
export { plainText } from './text.ts'
