import type { Manifest } from './manifest.ts'

/** What the item tables hold; N items, d dimensions, P prototypes, rows one after another. */
export interface Items {
  /** int8 [N,d]: rows of the item-intent embeddings, unit length before quantization. */
  vectors: Int8Array
  /** [N]: z_i = scale_i · vectors_i. */
  scale: Float32Array
  /** [N]: an item's weight as history; its vector there is gain·scale·int8. */
  gain: Float32Array
  /** [N]: the prior b. */
  bias: Float32Array
  /** [N]: distinct users (or any count) behind the item, for popular lists; not in the score. */
  popularity: Float32Array
  /** [P,d]: directions that user and item intents are explained by. */
  prototypes: Float32Array
}

/** The memory: row j is a history item, its M entries are candidates. */
export interface Neighbours {
  /** [N,M]: candidate items; padded with 0 where `weight` is 0. */
  index: Uint16Array | Uint32Array
  /** [N,M]: S[j,i] = scale · weight / 255. */
  weight: Uint8Array
  scale: number
  /** M. */
  perItem: number
}

/** A named direction; row n of `Items.prototypes` is entry n. */
export interface Prototype {
  id: string
  label: string
  keywords: string[]
  /** Item indices, most typical first. */
  exemplars: number[]
}

/**
 * What is shown or filtered on, by column. Every column that is present has N entries, null where
 * unknown; an absent column is nowhere known.
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
  availability?: (string | null)[]
  extra?: Record<string, (string | number | null)[]>
}

/** The encoder's weights; K intents, d dimensions, L events at most. */
export interface StudentWeights {
  /** [K,d] */
  query: Float32Array
  /** [K,L]: by number of newer events. */
  position: Float32Array
  /** [K,kinds] */
  kind: Float32Array
  /** [K,2]: slope of log1p(days), and what an unknown age adds. */
  age: Float32Array
}

/** The numbers of a manifest that fix every shape in the files. */
export type Shape = Pick<Manifest, 'items' | 'dim' | 'intents' | 'prototypes' | 'history' | 'kinds'>

/** A pack that has passed every check. */
export interface LoadedPack {
  manifest: Manifest
  /** ONNX bytes of the encoder. */
  student: Uint8Array
  /** ONNX bytes of the scorer. */
  scorer: Uint8Array
  weights: StudentWeights
  items: Items
  neighbours: Neighbours | null
  prototypes: Prototype[]
  catalogue: Catalogue
}

/** What {@link buildPack} writes; counts and shapes are taken from the tables. */
export interface PackContents extends Omit<LoadedPack, 'manifest'> {
  name: string
  /** Default 1. Only grows over a pack's life. */
  sequence?: number
  /** ISO time; default now. */
  created?: string
  /** L, the longest history that the encoder sees. */
  history: number
  kinds: Manifest['kinds']
  score: Manifest['score']
  training: Manifest['training']
  evaluation?: Manifest['evaluation']
  expires?: string
}
