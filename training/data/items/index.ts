export {
  catalogueOf,
  type Facts,
  intentsOfItems,
  pickItems,
  type StatedCatalogue,
  statedCatalogue,
  textsOfItems,
} from './catalogue.ts'
export { idsInFile } from './ids-in-file.ts'
export { type ItemTable, readItems } from './items.ts'
