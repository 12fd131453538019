import { problemOf } from './failure.ts'
import type { Scores } from './messages.ts'
import type { Ranked, RankOptions } from './types.ts'

/**
 * Orders the site's objects by Σ of weight · place in the person's order and (1 − weight) · place
 * in the given one. Objects that the catalogue does not know keep their places.
 *
 * @param ask scores ids
 * @param id of the listing
 */
export async function rankOwn<T>(
  ask: (ids: string[]) => Promise<Scores>,
  id: string,
  given: readonly T[],
  options: RankOptions<T> | undefined,
): Promise<Ranked<T>> {
  const { id: field = 'id' as keyof T, weight = 1, placement = null } = options ?? {}
  const items = Array.isArray(given) ? [...(given as readonly T[])] : []
  const own = { id, placement }
  try {
    const ids = items.map((item) =>
      String(typeof field === 'function' ? field(item) : item?.[field]),
    )
    const { scores, ...origin } = await ask(ids)
    const known = scores.flatMap((score, place) => (score === null ? [] : [{ place, score }]))
    const share = Math.min(1, Math.max(0, Number(weight) || 0))
    const personal = new Map(
      [...known]
        .sort((a, b) => b.score - a.score || a.place - b.place)
        .map(({ place }, rank) => [place, rank]),
    )
    const order = known
      .map(({ place }, rank) => ({
        place,
        key: share * personal.get(place)! + (1 - share) * rank,
      }))
      .sort((a, b) => a.key - b.key || a.place - b.place)
    const ranked = [...items]
    for (const [n, { place }] of known.entries()) ranked[place] = items[order[n].place]
    return { ...own, ...origin, items: ranked }
  } catch (error) {
    const { code, message } = problemOf(error)
    return { ...own, items, source: 'fallback', code, reason: message, engine: 'none' }
  }
}
