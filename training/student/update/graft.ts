import type { LoadedPack, Neighbours, PackContents } from '@tacit-rec/pack'
import { textsOfItems } from '../../data/index.ts'
import { pruneNeighbours, quantizeRows } from '../../export/index.ts'
import { nearestOf, tfidfBy } from '../../intents/index.ts'
import { type Csr, CsrBuilder, softmaxRows } from '../../sparse/index.ts'
import { type Cold, coldItems, withColdRows } from '../cold.ts'
import { neighbourLinks, sumLinks } from '../memory.ts'
import type { Merged } from './catalogue.ts'
import type { PackRun } from './run.ts'

/** Text neighbours as in training: how many, and τ of their softmax. */
const NEAREST = { k: 30, temperature: 0.1 }

/**
 * A pack with another catalogue. Items that stay keep their numbers to the bit, and their links but
 * for those that stronger ones to new items push out. New items, and untrained ones whose text is
 * another now, borrow by text from the items that were trained ({@link coldItems}); where no event
 * taught the pack, from all the others. Prototypes stay; their examples lose the items that are gone.
 */
export function graftItems(pack: LoadedPack, merged: Merged, run: PackRun): PackContents {
  const { manifest, catalogue: old, items, neighbours } = pack
  const { name, kinds, score, history, training, evaluation, expires, dim } = manifest
  const { catalogue, from } = merged
  const [texts, before] = [textsOfItems(catalogue) ?? [], textsOfItems(old) ?? []]
  const trained = trainedRows(items.popularity, from, run)
  const fresh = new Set(
    Array.from(from.keys()).filter(
      (i) => from[i] < 0 || (!trained[i] && texts[i] !== before[from[i]]),
    ),
  )
  const lends = run.minSupport === null ? trained.map((_, i) => (fresh.has(i) ? 0 : 1)) : trained
  const count = catalogue.ids.length
  const text = texts.length ? neighboursBy(run, texts, fresh) : emptyRows(count)
  const cold = fresh.size ? coldItems(text, lends) : null
  const pick = (values: Float32Array, otherwise = 0) =>
    Float32Array.from(from, (i) => (i < 0 ? otherwise : values[i]))
  // Who has no text to borrow by comes last.
  const lowest = items.bias.reduce((least, prior) => Math.min(least, prior), 0)
  const bias = pick(items.bias, lowest)
  const borrowed = withColdRows({ ...tables(pack, from), gain: pick(items.gain), bias }, cold)
  const quantized = quantizeRows(borrowed.embeddings, count, dim)
  for (const [i, source] of from.entries()) {
    if (fresh.has(i)) continue
    // What was quantized once stays as it is.
    quantized.vectors.set(items.vectors.subarray(source * dim, (source + 1) * dim), i * dim)
    quantized.scale[i] = items.scale[source]
  }
  const to = new Map(Array.from(from, (source, i) => [source, i]))
  return {
    ...{ name, kinds, score, history, training, evaluation, expires, catalogue },
    ...{ student: pack.student, scorer: pack.scorer, weights: pack.weights },
    items: {
      ...quantized,
      ...{ gain: borrowed.gain, bias: borrowed.bias, popularity: pick(items.popularity) },
      prototypes: items.prototypes,
    },
    neighbours: neighbours && graftLinks(neighbours, to, fresh, { text, cold, run, count }),
    prototypes: pack.prototypes.map((prototype) => ({
      ...prototype,
      exemplars: prototype.exemplars.flatMap((source) => to.get(source) ?? []),
    })),
  }
}

/** 1 where an item was trained, [N]: the pack tells it by its users, of whom a new item has none. */
function trainedRows(users: Float32Array, from: Int32Array, { minSupport }: PackRun): Uint8Array {
  const trained = (was: number) => was >= 0 && minSupport !== null && users[was] >= minSupport
  return Uint8Array.from(from, (was) => (trained(was) ? 1 : 0))
}

/** Text neighbours of some items, by the vocabulary of the training. */
function neighboursBy({ vocabulary }: PackRun, texts: string[], fresh: ReadonlySet<number>): Csr {
  const nearest = nearestOf(tfidfBy(vocabulary, texts), fresh, NEAREST.k)
  return softmaxRows(nearest, NEAREST.temperature)
}

function emptyRows(count: number): Csr {
  const builder = new CsrBuilder(1)
  for (let i = 0; i < count; i++) builder.endRow()
  return builder.build(count)
}

/** z of the old items at their new places, [N,d]; weights as they are. */
function tables({ items, manifest, weights }: LoadedPack, from: Int32Array) {
  const { dim } = manifest
  const embeddings = new Float32Array(from.length * dim)
  for (const [i, source] of from.entries())
    for (let c = 0; source >= 0 && c < dim; c++)
      embeddings[i * dim + c] = items.scale[source] * items.vectors[source * dim + c]
  return { embeddings, weights }
}

/** The table with other rows and columns, in the scale that it has. */
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
