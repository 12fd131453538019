import type { Role } from '../types.ts'
import { EVENT_WORDS } from './events.ts'
import { ITEM_WORDS } from './items.ts'
import { QUERY_WORDS } from './queries.ts'
import { USER_WORDS } from './users.ts'
import { type Doubts, doubtsOf, type Vocabulary } from './vocabulary.ts'

export const VOCABULARIES: Record<Role, Vocabulary> = {
  events: EVENT_WORDS,
  items: ITEM_WORDS,
  users: USER_WORDS,
  queries: QUERY_WORDS,
}

const byRole = Object.fromEntries(
  Object.entries(VOCABULARIES).map(([role, vocabulary]) => [
    role,
    Object.fromEntries(
      Object.entries(vocabulary).map(([ours, meaning]) => [ours, doubtsOf(ours, meaning)]),
    ),
  ]),
) as Record<Role, Record<string, Doubts>>

/** The doubts of every name that may mean our column. */
export function doubtsIn(role: Role, ours: string): Doubts {
  return byRole[role][ours] ?? new Map()
}
