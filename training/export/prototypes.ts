import { topK } from '@tacit-rec/engine'
import type { Catalogue, Prototype } from '@tacit-rec/pack'
import { dotRows, sphericalKMeans, unitRows } from './k-means.ts'
import { nameGroups } from './names.ts'
import { formerGroups, matchGroups, type PreviousPack, prototypeIds } from './previous.ts'

/** Directions in the space of item intents, with names for people. */
export interface NamedPrototypes {
  /** Unit rows [P,d]. */
  vectors: Float32Array
  /** [P], in the order of the rows of `vectors`. */
  prototypes: Prototype[]
  /** The first unused number of an id: `training.nextPrototype` of the manifest. */
  next: number
}

const MAX_PROTOTYPES = 128
const ITEMS_PER_PROTOTYPE = 20
const EXEMPLARS = 10

/**
 * Prototypes are the P = min(128, ⌈N/20⌉) spherical k-means centroids of the item-intent
 * embeddings, fewer if the items have fewer directions. They are named by the nearer half of their
 * clusters. The exemplars of one are the 10 items nearest by cosine, ties: the lower index first.
 *
 * Ids are `p0`, `p1`…. With a previous pack, k-means starts from that pack's groups; a prototype
 * that shares enough items with a previous one keeps its id, and its label while that fits. The
 * others get unused ids.
 *
 * @param embeddings z [N,d]
 * @param catalogue its titles and categories name the prototypes
 * @param intents given intents per item, as names
 * @param previous the previous pack of this catalogue
 * @param start without a previous pack, item → group of a teacher: k-means starts from these groups
 */
export function findPrototypes(
  embeddings: Float32Array,
  dim: number,
  catalogue: Catalogue,
  seed: number,
  intents?: readonly (readonly string[] | null)[] | null,
  previous?: PreviousPack | null,
  start?: Int32Array,
): NamedPrototypes {
  const items = embeddings.length / dim
  const wanted = Math.min(MAX_PROTOTYPES, Math.ceil(items / ITEMS_PER_PROTOTYPE))
  const former = previous ? formerGroups(previous, catalogue.ids) : undefined
  const { centroids, count, cluster } = sphericalKMeans(
    embeddings,
    dim,
    wanted,
    seed,
    former?.group ?? start,
  )
  const matched = former ? matchGroups(former, cluster, count) : new Int32Array(count).fill(-1)
  const { ids, next } = prototypeIds(matched, previous)
  const labels = Array.from(matched, (p) => previous?.prototypes[p]?.label)
  const unit = unitRows(embeddings, dim)
  const typical = nearerHalves(unit, dim, centroids, cluster)
  const group = new Int32Array(items).fill(-1)
  for (const [p, own] of typical.entries()) for (const item of own) group[item] = p
  const names = nameGroups({ group, typical, catalogue, intents, before: labels })
  const prototypes = names.map(({ label, keywords }, p) => ({
    id: ids[p],
    label,
    keywords,
    exemplars: nearest(unit, dim, centroids, p),
  }))
  return { vectors: centroids, prototypes, next }
}

/** The nearer half of each cluster, at least 20 items, nearest first. */
function nearerHalves(
  unit: Float32Array,
  dim: number,
  centroids: Float32Array,
  cluster: Int32Array,
): number[][] {
  return Array.from({ length: centroids.length / dim }, (_, p) => {
    const own = [...cluster.keys()].filter((item) => cluster[item] === p)
    const cos = Float32Array.from(own, (item) => dotRows(unit, item, centroids, p, dim))
    const half = Math.max(ITEMS_PER_PROTOTYPE, Math.ceil(own.length / 2))
    return topK(cos, half).map(({ item }) => own[item])
  })
}

function nearest(unit: Float32Array, dim: number, centroids: Float32Array, p: number): number[] {
  const cos = Float32Array.from({ length: unit.length / dim }, (_, item) =>
    dotRows(unit, item, centroids, p, dim),
  )
  return topK(cos, EXEMPLARS).map(({ item }) => item)
}
