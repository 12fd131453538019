import { itemPrototypes } from '@tacit-rec/engine'
import type { ItemClusters } from '@tacit-rec/pack'
import type { ClientPack } from './packs.ts'
import { readHistory } from './read-history.ts'
import type { HistoryEvent, Tastes } from './types.ts'

/** An item of the history that a pair may name. */
export interface Givable {
  id: string
  title: string
  cluster: number
}

/** What a device could contribute pairs of. */
export interface Contributable {
  /** SHA-256 of the clusters' file, hex; null: the pack has none, so nothing can be given. */
  clusters: string | null
  /** The positives, oldest first; null in the place of an item that is never given. */
  items: readonly (Givable | null)[]
}

/**
 * The items of a history that may be contributed. An item of a muted interest and one without a
 * cluster never go; what was removed from the history is not in it.
 *
 * @param clusters with the hash of their file; null where the pack has none
 */
export function contributable(
  pack: ClientPack,
  clusters: (ItemClusters & { sha256: string }) | null,
  history: readonly HistoryEvent[],
  tastes: Tastes,
): Contributable {
  if (!clusters) return { clusters: null, items: [] }
  const { ids, title } = pack.catalogue
  const clusterOf = new Map(clusters.ids.map((id, n) => [id, clusters.cluster[n]]))
  const isMuted = (item: number) =>
    itemPrototypes(pack, item).some(({ prototype }) => {
      const { id } = pack.prototypes[prototype]
      return Object.hasOwn(tastes, id) && tastes[id] === 'mute'
    })
  const items = readHistory(pack, history).events.map(({ item }) => {
    const id = ids[item]
    const cluster = clusterOf.get(id)
    if (cluster === undefined || isMuted(item)) return null
    return { id, title: title?.[item] ?? id, cluster }
  })
  return { clusters: clusters.sha256, items }
}
