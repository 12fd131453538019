import type { LoadedPack, Neighbours, PackContents } from '@tacit-rec/pack'
import { textsOfItems } from '../../data/index.ts'
import { pruneNeighbours, quantizeRows } from '../../export/index.ts'
import { nearestOf, TEXT_NEIGHBOURS, tfidfBy } from '../../intents/index.ts'
import { type Csr, CsrBuilder, softmaxRows } from '../../sparse/index.ts'
import { withColdRows } from '../encoder/index.ts'
import { type Cold, coldItems, neighbourLinks, sumLinks } from '../memory/index.ts'
import type { Merged } from './catalogue.ts'
import type { PackRun } from './run.ts'

/**
 * A pack with another catalogue. Staying items keep their numbers to the bit, and their links, unless
 * stronger links to new items push some out. New items, and untrained ones whose text changed, borrow
 * by text from trained items ({@link coldItems}), or from all others in a content-only pack.
 * Prototypes stay; removed items leave their examples.
 */
export function graftItems(pack: LoadedPack, merged: Merged, run: PackRun): PackContents {
  const { manifest, catalogue: old, neighbours, popularity } = pack
  const { name, kinds, score, history, training, evaluation, expires } = manifest
  const { catalogue, from } = merged
  const [texts, before] = [textsOfItems(catalogue) ?? [], textsOfItems(old) ?? []]
  const trained = trainedRows(popularity, from, run)
  const fresh = new Set(
    Array.from(from.keys()).filter(
      (i) => from[i] < 0 || (!trained[i] && texts[i] !== before[from[i]]),
    ),
  )
  const lends = run.minSupport === null ? trained.map((_, i) => (fresh.has(i) ? 0 : 1)) : trained
  const count = catalogue.ids.length
  const text = texts.length ? neighboursBy(run, texts, fresh) : emptyRows(count)
  const cold = fresh.size ? coldItems(text, lends) : null
  const to = new Map(Array.from(from, (source, i) => [source, i]))
  return {
    name,
    kinds,
    score,
    history,
    training,
    evaluation,
    expires,
    catalogue,
    tower: pack.tower,
    clusters: pack.clusters,
    student: pack.student,
    scorer: pack.scorer,
    weights: pack.weights,
    rules: pack.rules,
    items: graftRows(pack, from, fresh, cold),
    popularity: pickValues(popularity, from),
    prototypeVectors: pack.prototypeVectors,
    neighbours: neighbours && graftLinks(neighbours, to, fresh, { text, cold, run, count }),
    prototypes: pack.prototypes.map((prototype) => ({
      ...prototype,
      exemplars: prototype.exemplars.flatMap((source) => to.get(source) ?? []),
    })),
  }
}

/** 1 for a trained item, [N]: one with enough users. A new item has none. */
function trainedRows(users: Float32Array, from: Int32Array, { minSupport }: PackRun): Uint8Array {
  const trained = (was: number) => was >= 0 && minSupport !== null && users[was] >= minSupport
  return Uint8Array.from(from, (was) => (trained(was) ? 1 : 0))
}

/** Text neighbours of the `fresh` items, by the vocabulary of the training. */
function neighboursBy({ vocabulary }: PackRun, texts: string[], fresh: ReadonlySet<number>): Csr {
  const nearest = nearestOf(tfidfBy(vocabulary, texts), fresh, TEXT_NEIGHBOURS.k)
  return softmaxRows(nearest, TEXT_NEIGHBOURS.temperature)
}

function emptyRows(count: number): Csr {
  const builder = new CsrBuilder(1)
  for (let i = 0; i < count; i++) builder.endRow()
  return builder.build(count)
}

/** Copies the rows of staying items to the bit; fresh ones borrow theirs. */
function graftRows(
  pack: LoadedPack,
  from: Int32Array,
  fresh: ReadonlySet<number>,
  cold: Cold | null,
) {
  const { items, manifest } = pack
  const { dim } = manifest
  // Items without a text to borrow by rank last.
  const lowest = items.bias.reduce((min, prior) => Math.min(min, prior), 0)
  const { embeddings, gain, bias } = withColdRows(
    {
      ...tables(pack, from),
      gain: pickValues(items.gain, from),
      bias: pickValues(items.bias, from, lowest),
    },
    cold,
  )
  const { vectors, scale } = quantizeRows(embeddings, from.length, dim)
  for (const [i, source] of from.entries()) {
    if (fresh.has(i)) continue
    // Quantized rows are copied: quantizing them again would change their bits.
    vectors.set(items.vectors.subarray(source * dim, (source + 1) * dim), i * dim)
    scale[i] = items.scale[source]
  }
  return { vectors, scale, gain, bias }
}

/** The values of the old items at their new rows, and `otherwise` for new items. */
function pickValues(values: Float32Array, from: Int32Array, otherwise = 0): Float32Array {
  return Float32Array.from(from, (source) => (source < 0 ? otherwise : values[source]))
}

/** z of the old items at their new rows, [N,d], and the encoder's weights. */
function tables({ items, manifest, weights }: LoadedPack, from: Int32Array) {
  const { dim } = manifest
  const embeddings = new Float32Array(from.length * dim)
  for (const [i, source] of from.entries())
    for (let c = 0; source >= 0 && c < dim; c++)
      embeddings[i * dim + c] = items.scale[source] * items.vectors[source * dim + c]
  return { embeddings, weights }
}

/** The neighbour table with other rows and columns, at its old scale. */
function graftLinks(
  old: Neighbours,
  to: ReadonlyMap<number, number>,
  fresh: ReadonlySet<number>,
  { text, cold, run, count }: { text: Csr; cold: Cold | null; run: PackRun; count: number },
): Neighbours {
  const stay = new CsrBuilder(old.perItem)
  const before = neighbourLinks(old)
  const source = new Map(Array.from(to, ([was, is]) => [is, was]))
  for (let row = 0; row < count; row++) {
    const was = fresh.has(row) ? -1 : (source.get(row) ?? -1)
    const [start, end] = was < 0 ? [0, 0] : [before.offsets[was], before.offsets[was + 1]]
    for (let e = start; e < end; e++) {
      const column = to.get(before.index[e])
      if (before.values[e] > 0 && column !== undefined && !fresh.has(column))
        stay.push(column, before.values[e])
    }
    stay.endRow()
  }
  const { unit, weight } = run.text
  const parts = [
    { links: stay.build(count), weight: 1 },
    { links: text, weight: unit * weight },
  ]
  const links = sumLinks(parts, count, cold && { ...cold, unit })
  return pruneNeighbours(links, old.perItem, old.scale)
}
