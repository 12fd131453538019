/** How ids may be written in two ways. */
export const ID_JOINS = ['case', 'zeros'] as const
export type IdJoin = (typeof ID_JOINS)[number]

const FORMS: Record<IdJoin, (id: string) => string> = {
  case: (id) => id.toLowerCase(),
  zeros: (id) => id.replace(/^0+(?=.)/, ''),
}

/** What a flag would join: how many ids, and one of them with the id that it would meet. */
export interface Joinable {
  joins: readonly IdJoin[]
  count: number
  example: readonly [id: string, known: string]
}

/**
 * The ids with those that only differ in case or leading zeros from a single known one replaced by that;
 * several may become one.
 */
export function nearKnown(
  ids: readonly string[],
  known: readonly string[],
  joins: readonly IdJoin[],
): string[] {
  const exact = new Set(known)
  const form = (id: string) => joins.reduce((text, join) => FORMS[join](text), id.normalize('NFC'))
  const byForm = new Map<string, string | null>()
  for (const id of known) byForm.set(form(id), byForm.has(form(id)) ? null : id)
  return ids.map((id) => (exact.has(id) ? id : (byForm.get(form(id)) ?? id)))
}

/**
 * The ids with those that only differ in case or leading zeros from a known one replaced by that. An id
 * that would meet two known ones stays; accents in two encodings always meet.
 */
export function joinIds(
  ids: readonly string[],
  known: readonly string[],
  joins: readonly IdJoin[],
): string[] {
  const joined = nearKnown(ids, known, joins)
  // Two ids of one file never become one.
  const counts = new Map<string, number>()
  for (const id of joined) counts.set(id, (counts.get(id) ?? 0) + 1)
  return joined.map((id, at) => (counts.get(id) === 1 ? id : ids[at]))
}

/** The joins that would let the most of the ids meet known ones; null if none would. */
export function joinable(ids: readonly string[], known: readonly string[]): Joinable | null {
  const exact = new Set(known)
  const missing = ids.filter((id) => !exact.has(id))
  const found = ([['zeros'], ['case'], ['case', 'zeros']] as const).map((joins) => {
    const met = joinIds(missing, known, joins).map((id, at) => [missing[at], id] as const)
    const pairs = met.filter(([, id]) => exact.has(id))
    return { joins, count: pairs.length, example: pairs[0] }
  })
  // Fewer joins are better if they do as much.
  const best = found.reduce((a, b) => (b.count > a.count ? b : a))
  return best.count > 0 ? best : null
}

/**
 * The ids with those that are not known replaced by another name of the same item that is: the product
 * of a single variant, or the id of an item that a file names by its SKU.
 */
export function idsByName(
  ids: readonly string[],
  known: readonly string[],
  variantOf: ReadonlyMap<string, string>,
): string[] {
  const exact = new Set(known)
  const listed = new Set(ids)
  const knownName = new Map<string, string | null>()
  for (const [name, id] of variantOf)
    if (exact.has(name) && !exact.has(id) && !listed.has(name))
      knownName.set(id, knownName.has(id) ? null : name)
  return ids.map((id) => knownName.get(id) ?? id)
}
