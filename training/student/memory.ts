import type { Neighbours } from '@tacit-rec/pack'
import { type History, historyAt, type Sequences } from '../data/index.ts'
import { pruneNeighbours } from '../export/index.ts'
import {
  addRow,
  type Csr,
  CsrBuilder,
  multiply,
  RowSum,
  visitNewestFirst,
} from '../sparse/index.ts'
import { sampleRows } from '../teachers/choose.ts'
import type { TextSource } from '../teachers/index.ts'
import { linkRanker } from '../teachers/links.ts'
import type { Cold } from './cold.ts'

/**
 * The parts that a memory is summed from: links by events, neighbours by text (words or given
 * vectors), and the products of both.
 */
export type PartName =
  | 'ease'
  | 'item-knn'
  | 'transitions'
  | TextSource
  | `${TextSource}-${'transitions' | 'ease'}`
export type Parts = Partial<Record<PartName, Csr>>

const TEXT_SOURCES: readonly TextSource[] = ['lexical', 'vectors']

/** How a memory is put together. */
export interface MemorySettings {
  /** Weight of each part, in units of the standard deviation of its score. */
  weights: Partial<Record<PartName, number>>
  /** Weight of one event relative to the next newer one. */
  decay: number
  /** M, links kept per item. */
  perItem: number
}

/** How strongly cold items are linked: the columns that they borrow, and the text itself. */
const COLD = { columns: 1.5, text: 0.6 }

/** METHOD 3: "Text belongs in the memory". */
export function defaultMemory(ordered: boolean, parts: readonly PartName[]): MemorySettings {
  const sources = TEXT_SOURCES.filter((source) => parts.includes(source))
  // Two texts of the same items say much of the same.
  const ofText = (weight: number) => weight / sources.length
  const texts = sources.map((source) =>
    ordered
      ? { [source]: ofText(0.8), [`${source}-transitions`]: ofText(0.5) }
      : { [source]: ofText(0.5) },
  )
  const weights: MemorySettings['weights'] = Object.assign(
    ordered ? { transitions: 1, ease: 0.6, 'item-knn': 0.6 } : { ease: 1, 'item-knn': 1 },
    ...texts,
  )
  const present = Object.entries(weights).filter(([name]) => parts.includes(name as PartName))
  return {
    weights: Object.fromEntries(present),
    decay: ordered ? 0.7 : 1,
    perItem: ordered ? 24 : 16,
  }
}

/** Adds the products of text neighbours with transitions and EASE-R, where there are both. */
export function withTextProducts(parts: Parts): Parts {
  const all = { ...parts }
  for (const source of TEXT_SOURCES)
    for (const events of ['transitions', 'ease'] as const) {
      const [text, links] = [parts[source], parts[events]]
      if (text && links) all[`${source}-${events}`] = multiply(text, links, 128)
    }
  return all
}

/** Standard deviation of a part's score over users and items (METHOD 3's σ). */
export function scoreDeviation(links: Csr, inputs: Sequences, rows: Int32Array, decay: number) {
  const ranker = linkRanker(links, decay)
  const out = new Float32Array(links.cols)
  let [sum, squares] = [0, 0]
  for (const row of rows) {
    out.fill(0)
    ranker.score(historyAt(inputs, row), out)
    for (const v of out) {
      sum += v
      squares += v * v
    }
  }
  const count = rows.length * links.cols
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))
}

/** Σ_p weight_p/σ_p · S_p as {@link sumLinks} gives it. */
export function combineParts(
  parts: Parts,
  deviations: Partial<Record<PartName, number>>,
  weights: MemorySettings['weights'],
  cold?: (Cold & { unit: number }) | null,
): Csr {
  const used = (Object.keys(weights) as PartName[]).filter((n) => weights[n] && deviations[n])
  const weighted = used.map((n) => ({ links: parts[n]!, weight: weights[n]! / deviations[n]! }))
  return sumLinks(weighted, Object.values(parts)[0].rows, cold)
}

/**
 * Σ weight·links, without its diagonal, as one sparse matrix of positive entries. A cold item's column
 * is the mean of its stand-ins' columns plus their weights as stand-ins; its row, in links that have
 * none, the mean of their rows.
 *
 * @param cold who stands in, and what a text neighbour's weight of 1 is worth in units of the sum
 */
export function sumLinks(
  weighted: readonly { links: Csr; weight: number }[],
  items: number,
  cold?: (Cold & { unit: number }) | null,
): Csr {
  const row = new RowSum(items)
  const combined = new CsrBuilder(MAX_LINKS)
  for (let j = 0; j < items; j++) {
    for (const { links, weight } of weighted) {
      if (cold && links.offsets[j] === links.offsets[j + 1])
        row.addProduct(cold.standIns, j, links, weight)
      else row.add(links, j, weight)
    }
    if (cold) {
      row.addOwnProduct(cold.standsFor, COLD.columns)
      row.add(cold.standsFor, j, COLD.text * cold.unit)
    }
    row.flush(combined, j)
  }
  return combined.build(items)
}

/** More links per item than any table keeps. */
const MAX_LINKS = 64

/** At most `most` rows that hold an event, evenly spread. */
export function filledRows({ offsets }: Sequences, most: number): Int32Array {
  const filled = Array.from(offsets.keys()).filter((row) => offsets[row + 1] > offsets[row])
  return sampleRows(filled.length, most).map((n) => filled[n])
}

/** The pruned table of some settings; σ is taken over fitted histories. */
export function buildMemory(
  parts: Parts,
  settings: MemorySettings,
  fit: Sequences,
  cold: Cold | null = null,
): Neighbours {
  const rows = filledRows(fit, 2000)
  const deviations = Object.fromEntries(
    Object.entries(parts).map(([name, links]) => [
      name,
      scoreDeviation(links, fit, rows, settings.decay),
    ]),
  )
  const unit = cold && textUnit(cold.text, settings, fit)
  const borrowed = cold && unit ? { ...cold, unit } : null
  const links = combineParts(parts, deviations, settings.weights, borrowed)
  return pruneNeighbours(links, settings.perItem)
}

/** 1/σ of the text neighbours: what their weight of 1 is worth in a memory; 0 where nobody has any. */
export function textUnit(text: Csr, { decay }: MemorySettings, fit: Sequences): number {
  const deviation = scoreDeviation(text, fit, filledRows(fit, 2000), decay)
  return deviation > 0 ? 1 / deviation : 0
}

/** The table as a sparse matrix, weights as the score sees them: scale·weight/255. */
export function neighbourLinks({ index, weight, scale, perItem }: Neighbours): Csr {
  const rows = index.length / perItem
  return {
    rows,
    cols: rows,
    offsets: Int32Array.from({ length: rows + 1 }, (_, r) => r * perItem),
    index: Int32Array.from(index),
    values: Float32Array.from(weight, (w) => (scale * w) / 255),
  }
}

/**
 * κ: the median over histories of std_i(m(i))/‖a‖₂, so that the memory's term has about unit
 * deviation whatever the length of the history (METHOD 3, "Both").
 */
export function memoryScale(
  links: Csr,
  inputs: Sequences,
  rows: Int32Array,
  decay: number,
  kindWeight: Float32Array,
): number {
  const out = new Float32Array(links.cols)
  const values: number[] = []
  for (const row of rows) {
    const history = historyAt(inputs, row)
    if (!history.item.length) continue
    out.fill(0)
    const norm = addMemory(links, history, decay, kindWeight, out)
    let [sum, squares] = [0, 0]
    for (const v of out) {
      sum += v
      squares += v * v
    }
    const deviation = Math.sqrt(Math.max(0, squares / out.length - (sum / out.length) ** 2))
    if (deviation > 0) values.push(deviation / norm)
  }
  values.sort((a, b) => a - b)
  return values.length ? values[values.length >> 1] : 1
}

/** out += m(i); returns ‖a‖₂. */
export function addMemory(
  links: Csr,
  { item, kind }: History,
  decay: number,
  kindWeight: Float32Array,
  out: Float32Array,
): number {
  let squares = 0
  const from = Math.max(0, item.length - 500)
  visitNewestFirst(item.subarray(from), decay, (j, weight, l) => {
    const a = kindWeight[kind[from + l]] * weight
    squares += a * a
    addRow(links, j, a, out)
  })
  return Math.sqrt(squares)
}
