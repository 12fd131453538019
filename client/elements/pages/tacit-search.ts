/** A page that loads this script has `<tacit-search>`. */
import { defineSearch } from '../search/index.ts'

export { provide } from '../provide.ts'
export { understood } from '../search/understood.ts'

defineSearch()
