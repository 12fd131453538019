import type { LoadedPack } from '@tacit-rec/pack'
import { munkres } from 'munkres'
import { nearestCentroids, unitRows } from './k-means.ts'

/** What is read of the pack before, whose prototypes go on in the new one. */
export type PreviousPack = Pick<LoadedPack, 'manifest' | 'items' | 'catalogue' | 'prototypes'>

/** The groups of the pack before, in the order of the new catalogue. */
export interface FormerGroups {
  /** Item → the prototype of the pack before that it was nearest to; −1: new, or of none. [N] */
  group: Int32Array
  /** How many prototypes there were. */
  count: number
}

/** Jaccard index from which two groups are one: of groups of a size it is half their items. */
const MIN_SHARED = 1 / 3

/** Finds the items of the pack before in the new catalogue, by id. */
export function formerGroups(
  { manifest, items, catalogue, prototypes }: PreviousPack,
  ids: readonly string[],
): FormerGroups {
  const { dim } = manifest
  const unit = unitRows(Float32Array.from(items.vectors), dim)
  const nearest = nearestCentroids(unit, dim, unitRows(items.prototypes, dim))
  const groupOf = new Map(catalogue.ids.map((id, item) => [id, nearest[item]]))
  return {
    group: Int32Array.from(ids, (id) => groupOf.get(id) ?? -1),
    count: prototypes.length,
  }
}

/**
 * Which former group each new one goes on as. Trainings turn embeddings arbitrarily, so that only
 * the items can tell: the assignment of the greatest sum of Jaccard indices over the items that
 * both packs place (Kuhn & Munkres, Naval Research Logistics Quarterly 2, 1955), without pairs
 * below 1/3.
 *
 * @param group item → new group or −1, [N]
 * @returns [groups]: the former group, −1 for a new one
 */
export function matchGroups(
  former: FormerGroups,
  group: Int32Array,
  groups: number,
): Int32Array<ArrayBuffer> {
  const matched = new Int32Array(groups).fill(-1)
  if (groups === 0 || former.count === 0) return matched
  const both = Array.from({ length: groups }, () => new Float64Array(former.count))
  const sizes = { now: new Float64Array(groups), before: new Float64Array(former.count) }
  for (const [item, now] of group.entries()) {
    const before = former.group[item]
    if (now < 0 || before < 0) continue
    both[now][before]++
    sizes.now[now]++
    sizes.before[before]++
  }
  const shared = both.map((row, now) =>
    row.map((count, before) => count && count / (sizes.now[now] + sizes.before[before] - count)),
  )
  for (const [now, before] of munkres(shared.map((row) => row.map((share) => -share))))
    if (shared[now][before] >= MIN_SHARED) matched[now] = before
  return matched
}

/**
 * An id for every new prototype: that of the one it goes on as, else a number that no pack of this
 * line has used, so that who muted one that is gone never mutes another.
 *
 * @returns `next`: the first number that is still free
 */
export function prototypeIds(
  matched: Int32Array,
  previous?: PreviousPack | null,
): { ids: string[]; next: number } {
  let next = previous ? firstFree(previous) : 0
  const ids = Array.from(matched, (before) =>
    before < 0 ? `p${next++}` : previous!.prototypes[before].id,
  )
  return { ids, next }
}

/** Past everything that the pack says was given, and past the ids that it bears. */
function firstFree({ manifest, prototypes }: PreviousPack): number {
  const said = manifest.training.nextPrototype
  const borne = prototypes.map(({ id }) => Number(/^p(\d{1,9})$/.exec(id)?.[1] ?? -1) + 1)
  return Math.max(Number.isSafeInteger(said) ? (said as number) : 0, ...borne)
}
