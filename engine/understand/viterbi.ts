/**
 * Which tags may follow each other in the BIO form: `I-x` follows `B-x` or `I-x` only.
 *
 * @param tags the S names: `O`, `B-…`, `I-…`
 * @returns [S+1,S], row-major: 0 where the column's tag may follow the row's, else −∞. The last row
 *   is the start.
 */
export function neighboursOf(tags: readonly string[]): Float32Array {
  return Float32Array.from([...tags, ''].flatMap((before) => tags.map((tag) => score(before, tag))))
}

function score(before: string, tag: string): number {
  const isInside = tag.startsWith('I-')
  return !isInside || (before.length > 1 && before.slice(2) === tag.slice(2)) ? 0 : -Infinity
}

/**
 * The sequence of tags of the highest score (Viterbi, IEEE Trans. Inf. Theory 13, 1967).
 *
 * @param scores [T,S], row-major
 * @param next [S+1,S], scores of a tag after another; the last row is the start
 * @returns T numbers of tags
 */
export function viterbi(scores: Float32Array, next: Float32Array, width: number): number[] {
  const length = scores.length / width
  if (length === 0) return []
  let best = Float64Array.from({ length: width }, (_, s) => next[width * width + s] + scores[s])
  const from: Int32Array[] = []
  for (let t = 1; t < length; t++) {
    const came = new Int32Array(width)
    const sums = new Float64Array(width).fill(-Infinity)
    for (let before = 0; before < width; before++)
      for (let s = 0; s < width; s++) {
        const sum = best[before] + next[before * width + s]
        if (sum <= sums[s]) continue
        sums[s] = sum
        came[s] = before
      }
    for (let s = 0; s < width; s++) sums[s] += scores[t * width + s]
    best = sums
    from.push(came)
  }
  const path = [argmax(best)]
  for (let t = from.length - 1; t >= 0; t--) path.push(from[t][path[path.length - 1]])
  return path.reverse()
}

function argmax(values: ArrayLike<number>): number {
  let best = 0
  for (let n = 1; n < values.length; n++) if (values[n] > values[best]) best = n
  return best
}

/** A run of tokens with a slot's name. */
export interface Chunk {
  name: string
  from: number
  /** The token after the last. */
  to: number
}

/** The slots of a sequence of BIO tags; an `I-x` without its `B-x` begins a slot. */
export function chunksOf(tags: readonly string[]): Chunk[] {
  const chunks: Chunk[] = []
  let open: Chunk | undefined
  for (const [at, tag] of tags.entries()) {
    const name = tag === 'O' ? undefined : tag.slice(2)
    if (open && tag.startsWith('I-') && name === open.name) open.to = at + 1
    else {
      open = name === undefined ? undefined : { name, from: at, to: at + 1 }
      if (open) chunks.push(open)
    }
  }
  return chunks
}
