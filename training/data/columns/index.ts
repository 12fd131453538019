export {
  type Chosen,
  checkMap,
  chooseColumns,
  EVENT_COLUMNS,
  ITEM_COLUMNS,
  USER_COLUMNS,
} from './choose.ts'
