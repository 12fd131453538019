import {
  TOWER_BUCKETS as BUCKETS,
  type LoadedPack,
  type Tower,
  TOWER_WIDTH as WIDTH,
} from '@tacit-rec/pack'
import type { Nearness } from './join.ts'
import { words } from './words.ts'

/** Characters of the n-grams within a word. */
const SHORTEST = 3
const LONGEST = 5
/** N-grams of a query that are read, the first ones. */
const MAX_GRAMS = 400

/** Buckets of a text's words and of their runs of 3 to 5 characters, repeats included. */
export function towerGrams(text: string): number[] {
  const found: number[] = []
  for (const word of words(text)) {
    found.push(bucketOf(`=${word}`))
    const padded = ` ${word} `
    for (let n = SHORTEST; n <= LONGEST; n++)
      for (let from = 0; from + n <= padded.length; from++)
        found.push(bucketOf(padded.slice(from, from + n)))
    if (found.length >= MAX_GRAMS) break
  }
  return found.slice(0, MAX_GRAMS)
}

/** FNV-1a over code units, folded into the buckets. */
function bucketOf(gram: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < gram.length; at++) hash = Math.imul(hash ^ gram.charCodeAt(at), 0x01000193)
  return ((hash ^ (hash >>> 15)) >>> 0) % BUCKETS
}

/**
 * A query in the space of the items' embeddings z_i:
 *
 *   q = Wᵀ · mean_{g ∈ query} E_g, scaled to unit length
 *
 * @returns [d]; null for a query without words
 */
export function towerVector({ rows, map }: Tower, text: string): Float32Array | null {
  const grams = towerGrams(text)
  if (grams.length === 0) return null
  const dim = map.length / WIDTH
  const mean = new Float64Array(WIDTH)
  for (const gram of grams) for (let c = 0; c < WIDTH; c++) mean[c] += rows[gram * WIDTH + c]
  const out = new Float32Array(dim)
  for (let c = 0; c < WIDTH; c++) for (let k = 0; k < dim; k++) out[k] += mean[c] * map[c * dim + k]
  let square = 0
  for (const x of out) square += x * x
  if (!(square > 0)) return null
  return out.map((x) => x / Math.sqrt(square))
}

/**
 * How near each item is to a query: max(0, cos(q, z_i)).
 *
 * @returns null for a query without words, and for a tower that did not improve the search
 */
export function nearness(
  tower: Tower,
  { manifest, items }: Pick<LoadedPack, 'manifest' | 'items'>,
  text: string,
): Nearness | null {
  if (!(tower.weight > 0)) return null
  const vector = towerVector(tower, text)
  return vector && { near: nearTo(vector, items.vectors, manifest.dim), weight: tower.weight }
}

/** max(0, cos(q, z_i)) for the rows of z [N,d]. */
export function nearTo(vector: Float32Array, rows: ArrayLike<number>, dim: number): Float32Array {
  return Float32Array.from({ length: rows.length / dim }, (_, item) => {
    let [dot, square] = [0, 0]
    for (let c = 0, at = item * dim; c < dim; c++, at++) {
      dot += vector[c] * rows[at]
      square += rows[at] ** 2
    }
    return square > 0 ? Math.max(0, dot / Math.sqrt(square)) : 0
  })
}
