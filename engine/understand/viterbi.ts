/**
 * The likeliest sequence of tags that keeps the BIO form: `I-x` follows `B-x` or `I-x` only (Viterbi,
 * IEEE Trans. Inf. Theory 13, 1967).
 *
 * @param scores [T,S], log-probabilities, row-major
 * @param tags the S names: `O`, `B-…`, `I-…`
 * @returns T numbers of tags
 */
export function viterbi(scores: Float32Array, tags: readonly string[]): number[] {
  const width = tags.length
  const before = predecessors(tags)
  const length = scores.length / width
  let best = Float64Array.from(tags, (tag, s) => (tag.startsWith('I-') ? -Infinity : scores[s]))
  const from: Int32Array[] = []
  for (let t = 1; t < length; t++) {
    const top = argmax(best)
    const came = new Int32Array(width)
    const next = new Float64Array(width)
    for (let s = 0; s < width; s++) {
      const allowed = before[s]
      came[s] = allowed ? bestOf(best, allowed, top) : top
      next[s] = best[came[s]] + scores[t * width + s]
      if (allowed?.length === 0) next[s] = -Infinity
    }
    best = next
    from.push(came)
  }
  if (length === 0) return []
  const path = [argmax(best)]
  for (let t = from.length - 1; t >= 0; t--) path.push(from[t][path[path.length - 1]])
  return path.reverse()
}

/** The tags before each `I-…`; undefined for others, which any tag precedes. */
function predecessors(tags: readonly string[]): (number[] | undefined)[] {
  return tags.map((tag) => {
    if (!tag.startsWith('I-')) return undefined
    const kind = tag.slice(2)
    return [tags.indexOf(`B-${kind}`), tags.indexOf(tag)].filter((s) => s >= 0)
  })
}

function bestOf(values: Float64Array, among: readonly number[], fallback: number): number {
  let best = among[0] ?? fallback
  for (const s of among) if (values[s] > values[best]) best = s
  return best
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
