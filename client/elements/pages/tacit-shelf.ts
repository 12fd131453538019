/** A page that loads this script has `<tacit-shelf>`. */
import { defineShelf } from '../shelf/index.ts'

export { provide } from '../provide.ts'

defineShelf()
