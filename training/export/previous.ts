import type { LoadedPack } from '@tacit-rec/pack'
import { munkres } from 'munkres'
import { nearestCentroids, unitRows } from './k-means.ts'

/** The parts of the previous pack whose prototypes the new one continues. */
export type PreviousPack = Pick<
  LoadedPack,
  'manifest' | 'items' | 'catalogue' | 'prototypes' | 'prototypeVectors' | 'rules'
>

/** The groups of the previous pack, in the order of the new catalogue. */
export interface FormerGroups {
  /** [N] Item → its nearest prototype in the previous pack; −1 for a new item, or without one. */
  group: Int32Array
  /** Number of prototypes in the previous pack. */
  count: number
}

/** Min Jaccard index of two matching groups: half the items, if both have the same size. */
const MIN_JACCARD = 1 / 3

/** Finds the previous pack's items in the new catalogue, by id. */
export function formerGroups(
  { manifest, items, catalogue, prototypes, prototypeVectors }: PreviousPack,
  ids: readonly string[],
): FormerGroups {
  const { dim } = manifest
  const unit = unitRows(Float32Array.from(items.vectors), dim)
  const nearest = nearestCentroids(unit, dim, unitRows(prototypeVectors, dim))
  const groupOf = new Map(catalogue.ids.map((id, item) => [id, nearest[item]]))
  return {
    group: Int32Array.from(ids, (id) => groupOf.get(id) ?? -1),
    count: prototypes.length,
  }
}

/**
 * Matches new groups with former ones. Each training rotates the embeddings arbitrarily, so groups
 * are compared by their items: the assignment with the largest sum of Jaccard indices over the
 * items that both packs place (Kuhn & Munkres, Naval Research Logistics Quarterly 2, 1955), without
 * pairs below 1/3.
 *
 * @param group item → new group or −1, [N]
 * @returns [groups]: the former group, −1 without a match
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
    if (shared[now][before] >= MIN_JACCARD) matched[now] = before
  return matched
}

/**
 * An id for every prototype: matched prototypes keep theirs; new ones get a number that no earlier
 * pack has used, so muting one never mutes another.
 *
 * @returns `next`: the first unused number
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

/** The first unused number: by the manifest, and above all ids of the pack. */
function firstFree({ manifest, prototypes }: PreviousPack): number {
  const { nextPrototype } = manifest.training
  const noted =
    typeof nextPrototype === 'number' && Number.isSafeInteger(nextPrototype) ? nextPrototype : 0
  const used = prototypes.map(({ id }) => Number(/^p(\d{1,9})$/.exec(id)?.[1] ?? -1) + 1)
  return Math.max(noted, ...used)
}
