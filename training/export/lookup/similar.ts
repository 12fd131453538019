import { topK } from '@tacit-rec/engine'
import type { ListEntry, LoadedPack } from '@tacit-rec/pack'

/** Entries of a list, and as many unlisted ones at most. */
export const MAX_SIMILAR = 50
/** Up to this many items, every item is compared with every other. */
const MAX_EXACT = 5000
/** Candidates from the item's own prototype. */
const MAX_MATES = 500

type Tables = Pick<LoadedPack, 'manifest' | 'items' | 'neighbours'>

/**
 * Precomputes `similarItems` of the engine for every item. Up to 5,000 items the lists are exact;
 * beyond, the candidates of an item are its links, their links, and 500 items of its prototype,
 * those whose cosine with the prototype is most like its own.
 *
 * @param prototype the nearest prototype of each item, with the cosine; −1: none
 * @param isUnlisted an unlisted item takes no place of a listed one
 * @returns a function from an item to max 50 listed items, best first, and the unlisted ones among them
 */
export function similarLists(
  pack: Tables,
  prototype: readonly { prototype: number; cosine: number }[],
  isUnlisted: (item: number) => boolean,
  maxExact = MAX_EXACT,
): (item: number) => ListEntry[] {
  const { items: N } = pack.manifest
  const score = similarityOf(pack)
  const all = Int32Array.from({ length: N }, (_, item) => item)
  const mates = N > maxExact ? matesOf(prototype) : null
  return (item) => {
    const candidates = mates ? candidatesOf(pack, item, mates(item)) : all
    const scores = score(item, candidates)
    const best = (accepts: (candidate: number) => boolean) =>
      topK(scores, MAX_SIMILAR, (n) => candidates[n] === item || !accepts(candidates[n]))
    const found = best(() => true)
    const hidden = found.filter(({ item: n }) => isUnlisted(candidates[n]))
    const listed = hidden.length === 0 ? found : best((candidate) => !isUnlisted(candidate))
    return [...listed, ...hidden]
      .map(({ item: n, score }) => ({
        row: candidates[n],
        score,
        unlisted: isUnlisted(candidates[n]),
      }))
      .sort((a, b) => b.score - a.score || a.row - b.row)
  }
}

/** The similarity of one item to some, in the engine's arithmetic: cosine, then the link, in float32. */
function similarityOf({ manifest: { items: N, dim }, items: { vectors }, neighbours }: Tables) {
  const squares = Float64Array.from({ length: N }, (_, item) => {
    let square = 0
    for (let at = item * dim; at < (item + 1) * dim; at++) square += vectors[at] * vectors[at]
    return square
  })
  const links = new Float64Array(N)
  return (item: number, candidates: Int32Array): Float32Array => {
    const own = vectors.subarray(item * dim, (item + 1) * dim)
    const linked = neighbours ? linksOf(neighbours, item) : []
    const max = linked.reduce((most, { weight }) => Math.max(most, weight), 1)
    for (const { to, weight } of linked) links[to] += weight / max
    const scores = Float32Array.from(candidates, (candidate) => {
      let dot = 0
      for (let j = 0, at = candidate * dim; j < dim; j++, at++) dot += own[j] * vectors[at]
      const cosine = dot === 0 ? 0 : dot / Math.sqrt(squares[item] * squares[candidate])
      return Math.fround(cosine) + links[candidate]
    })
    for (const { to } of linked) links[to] = 0
    return scores
  }
}

/** The links of an item, without the padding. */
function linksOf({ index, weight, perItem }: NonNullable<Tables['neighbours']>, item: number) {
  const links: { to: number; weight: number }[] = []
  for (let e = item * perItem; e < (item + 1) * perItem; e++)
    if (weight[e] > 0) links.push({ to: index[e], weight: weight[e] })
  return links
}

function candidatesOf({ neighbours }: Tables, item: number, mates: readonly number[]): Int32Array {
  const found = new Set(mates)
  if (neighbours)
    for (const { to } of linksOf(neighbours, item)) {
      found.add(to)
      for (const next of linksOf(neighbours, to)) found.add(next.to)
    }
  // Ascending, so that the lower row wins a tie.
  return Int32Array.from(found).sort()
}

/** Items of the same prototype, by their cosine with it. */
function matesOf(prototype: readonly { prototype: number; cosine: number }[]) {
  const groups = new Map<number, number[]>()
  for (const [item, near] of prototype.entries()) {
    const group = groups.get(near.prototype)
    if (group) group.push(item)
    else groups.set(near.prototype, [item])
  }
  const place = new Int32Array(prototype.length)
  for (const group of groups.values()) {
    group.sort((a, b) => prototype[a].cosine - prototype[b].cosine || a - b)
    for (const [at, item] of group.entries()) place[item] = at
  }
  return (item: number): readonly number[] => {
    const group = groups.get(prototype[item].prototype) ?? []
    const last = Math.max(0, group.length - MAX_MATES)
    const from = Math.min(last, Math.max(0, place[item] - MAX_MATES / 2))
    return group.slice(from, from + MAX_MATES)
  }
}
