import type { ItemClusters } from './clusters.ts'
import type { Prototype } from './intents.ts'
import type { LexiconValues } from './lexicon.ts'
import type { Manifest } from './manifest.ts'
import type { Rules } from './rules.ts'
import type { Tower } from './tower.ts'

/** The item tables, row-major: N items, d dimensions. Packs hold the floats as halves. */
export interface Items {
  /** int8 [N,d]: rows of the item-intent embeddings. */
  vectors: Int8Array
  /** [N]: z_i = scale_i · vectors_i. */
  scale: Float32Array
  /** [N]: weight of an item as a history event; its vector there is gain · scale · int8. */
  gain: Float32Array
  /** [N]: the prior b. */
  bias: Float32Array
}

/** The memory: row j is a history item, its M entries are candidates, each at most once. */
export interface Neighbours {
  /** [N,M]: candidate items in any order; ends with 0s where `weight` is 0. */
  index: Uint16Array | Uint32Array
  /** [N,M]: S[j,i] = scale · weight / 255. */
  weight: Uint8Array
  scale: number
  /** M. */
  perItem: number
}

/** Availability in schema.org's words. */
export const AVAILABILITY = [
  'in stock',
  'out of stock',
  'preorder',
  'backorder',
  'discontinued',
] as const

/**
 * Why no listing shows an item: `unknown`, the catalogue lacks it; `unavailable`, it cannot be
 * bought; `draft`, the site does not show it yet, or not any more.
 */
export const UNLISTED = ['unknown', 'unavailable', 'draft'] as const
export type Unlisted = (typeof UNLISTED)[number]

/**
 * Facts to show or filter by, as columns. Every column has N entries, null where unknown. A column
 * without any known entry is absent.
 */
export interface Catalogue {
  ids: string[]
  title?: (string | null)[]
  /** Each category is a path: `Books > Poetry`. */
  categories?: (string[] | null)[]
  description?: (string | null)[]
  url?: (string | null)[]
  image?: (string | null)[]
  price?: (number | null)[]
  /** ISO 4217 code of the price's currency. */
  currency?: (string | null)[]
  /** One of {@link AVAILABILITY}, or the site's own word for it. */
  availability?: (string | null)[]
  /** Why no listing shows the item; null: it is shown. */
  unlisted?: (Unlisted | null)[]
  extra?: Record<string, (string | number | null)[]>
}

/** The encoder's weights: K intents, d dimensions, max L events. */
export interface StudentWeights {
  /** [K,d] */
  query: Float32Array
  /** [K,L]: by the number of newer events. */
  position: Float32Array
  /** [K,kinds] */
  kind: Float32Array
  /** [K,2]: factor of log1p(days), and the term of an unknown age. */
  age: Float32Array
}

/** A pack that has passed every check. */
export interface LoadedPack {
  manifest: Manifest
  weights: StudentWeights
  items: Items
  neighbours: Neighbours | null
  /** [N]: distinct users of the item, or another count, for popular lists; not in the score. */
  popularity: Float32Array
  prototypes: Prototype[]
  /** [P,d]: the prototypes' directions, which explain user and item intents. */
  prototypeVectors: Float32Array
  catalogue: Catalogue
  /** The site's rules by placement. */
  rules: Rules | null
  /** What a query may name; only if every file was asked for and there is one. */
  lexicon?: LexiconValues
  /** The query tower; only if every file was asked for and there is one. */
  tower?: Tower
  /** Groups of similar items; only if every file was asked for and there are some. */
  clusters?: ItemClusters
  /** ONNX bytes of the encoder; null unless they were asked for. */
  student: Uint8Array | null
  /** ONNX bytes of the scorer; null unless they were asked for. */
  scorer: Uint8Array | null
}

/** Input of {@link buildPack}, which takes counts and shapes from the tables. */
export interface PackContents extends Omit<LoadedPack, 'manifest'> {
  name: string
  /** Default 1. Must increase with every version of a pack. */
  sequence?: number
  /** ISO time; default now. */
  created?: string
  /** L, the max number of events that the encoder reads. */
  history: number
  kinds: Manifest['kinds']
  score: Manifest['score']
  training: Manifest['training']
  evaluation?: Manifest['evaluation']
  expires?: string
}
