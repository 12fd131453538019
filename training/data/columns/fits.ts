import type { Column } from './columns.ts'
import { isKind, isListOfIds, isTimeLike, MIN_ROWS, type Profile, share } from './profile.ts'
import type { Role } from './types.ts'

const MOST = 0.6
/** More distinct values than this are no kinds. */
const MAX_KINDS = 64

/** Why the values of a column cannot be what its name says; null if they can. */
type Check = (column: Column, known: ReadonlySet<string>) => string | null

const isIds: Check = ({ profile }) =>
  share(profile, isListOfIds) >= MOST ? `holds lists, such as ${shown(profile)}` : null

const EVENT_CHECKS: Record<string, Check> = {
  user: isIds,
  item: isIds,
  time: ({ profile }) =>
    share(profile, isTimeLike) < 0.5 ? `holds no times, such as ${shown(profile)}` : null,
  kind: ({ profile, forms }, known) => {
    if (profile.distinct.size > MAX_KINDS) return 'holds too many values for kinds of events'
    // In orders, `type` may be a product's; these names need a kind that is known.
    const vague = forms.some((form) => ['type', 'operation', 'activity', 'action'].includes(form))
    const kinds = [...profile.distinct].some((value) => known.has(value) || isKind(value))
    return vague && !kinds ? `holds no kinds of events, such as ${shown(profile)}` : null
  },
  rating: ({ profile }) =>
    share(profile, (value) => /\d/.test(value)) < 0.5
      ? `holds no numbers, such as ${shown(profile)}`
      : null,
}

const SHOP_TYPES =
  /^(simple|variable|variation|grouped|external|virtual|configurable|bundle|downloadable)\b/i

const ITEM_CHECKS: Record<string, Check> = {
  id: ({ profile }) => (share(profile, (v) => v.startsWith('[')) >= MOST ? 'holds lists' : null),
  url: ({ profile }) =>
    share(profile, (value) => /[/.]/.test(value)) < 0.5
      ? `holds no links, such as ${shown(profile)}`
      : null,
  categories: ({ profile }) =>
    share(profile, (value) => SHOP_TYPES.test(value)) > 0.9
      ? `holds types of the shop system, such as ${shown(profile)}`
      : null,
}

const CHECKS: Record<Role, Record<string, Check>> = {
  events: EVENT_CHECKS,
  items: ITEM_CHECKS,
  users: {},
  queries: {},
}

/**
 * Why a column's values contradict its name.
 *
 * @param known kinds that the user named
 */
export function misfit(
  role: Role,
  ours: string,
  column: Column,
  known: ReadonlySet<string>,
): string | null {
  if (column.profile.filled.length < MIN_ROWS) return null
  return CHECKS[role][ours]?.(column, known) ?? null
}

function shown({ filled }: Profile): string {
  return JSON.stringify(filled[0].length > 40 ? `${filled[0].slice(0, 39)}…` : filled[0])
}
