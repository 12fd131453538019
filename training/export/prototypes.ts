import { topK } from '@tacit-rec/engine'
import type { Catalogue, Prototype } from '@tacit-rec/pack'
import { dotRows, sphericalKMeans, unitRows } from './k-means.ts'
import { nameGroups } from './names.ts'
import { formerGroups, matchGroups, type PreviousPack, prototypeIds } from './previous.ts'

/** Directions that intents are explained by, with their names. */
export interface NamedPrototypes {
  /** Unit rows [P,d]. */
  vectors: Float32Array
  /** P of them; row n of `vectors` is entry n. */
  prototypes: Prototype[]
  /** The first number that no id has: the manifest keeps it as `training.nextPrototype`. */
  next: number
}

const MAX = 128
const ITEMS_EACH = 20
const EXEMPLARS = 10

/**
 * P = min(128, ⌈N/20⌉) spherical k-means centroids of the item-intent embeddings, named by the nearer
 * half of their clusters; exemplars are the 10 items nearest by cosine, ties to the lower index. There are
 * fewer where the items have fewer directions.
 *
 * Ids are `p0`, `p1`…. After another pack, k-means starts from that pack's groups, and a prototype
 * that has kept enough of one's items keeps its id, and its label while that fits; the others get
 * ids that were never used.
 *
 * @param embeddings z [N,d]
 * @param catalogue its titles and categories name the prototypes; without either: `Group 7`
 * @param phrases key phrases (intents) per item, where there are any
 * @param previous the pack that the new one follows
 */
export function findPrototypes(
  embeddings: Float32Array,
  dim: number,
  catalogue: Catalogue,
  seed: number,
  phrases?: readonly (readonly string[] | null)[] | null,
  previous?: PreviousPack | null,
): NamedPrototypes {
  const items = embeddings.length / dim
  const wanted = Math.min(MAX, Math.ceil(items / ITEMS_EACH))
  const former = previous ? formerGroups(previous, catalogue.ids) : undefined
  const { centroids, count, cluster } = sphericalKMeans(
    ...([embeddings, dim, wanted, seed, former?.group] as const),
  )
  const matched = former ? matchGroups(former, cluster, count) : new Int32Array(count).fill(-1)
  const { ids, next } = prototypeIds(matched, previous)
  const labels = Array.from(matched, (p) => previous?.prototypes[p]?.label)
  const unit = unitRows(embeddings, dim)
  const typical = nearerHalves(unit, dim, centroids, cluster)
  const names = nameGroups(typical, ids, catalogue, phrases, labels)
  const prototypes = names.map(({ label, keywords }, p) => ({
    id: ids[p],
    label,
    keywords,
    exemplars: nearest(unit, dim, centroids, p),
  }))
  return { vectors: centroids, prototypes, next }
}

/** Each cluster's half that is nearest to the centroid, 20 items at least: the others are −1. */
function nearerHalves(
  unit: Float32Array,
  dim: number,
  centroids: Float32Array,
  cluster: Int32Array,
): Int32Array {
  const half = new Int32Array(cluster.length).fill(-1)
  for (let p = 0; p < centroids.length / dim; p++) {
    const own = [...cluster.keys()].filter((item) => cluster[item] === p)
    const cos = Float32Array.from(own, (item) => dotRows(unit, item, centroids, p, dim))
    for (const { item } of topK(cos, Math.max(ITEMS_EACH, Math.ceil(own.length / 2))))
      half[own[item]] = p
  }
  return half
}

function nearest(unit: Float32Array, dim: number, centroids: Float32Array, p: number): number[] {
  const cos = Float32Array.from({ length: unit.length / dim }, (_, item) =>
    dotRows(unit, item, centroids, p, dim),
  )
  return topK(cos, EXEMPLARS).map(({ item }) => item)
}
