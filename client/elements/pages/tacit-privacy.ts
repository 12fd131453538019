/** A page that loads this script has `<tacit-privacy>`. */
import { definePrivacy } from '../privacy/index.ts'

export { provide } from '../provide.ts'

definePrivacy()
