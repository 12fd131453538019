import { PEOPLE } from './ids.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Columns of a users file; it gives only the order of the users. */
export const USER_WORDS: Vocabulary<'id'> = { id: { required: true, ids: PEOPLE } }
