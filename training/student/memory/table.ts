import type { Neighbours } from '@tacit-rec/pack'
import { historyAt, type Sequences } from '../../data/index.ts'
import { pruneNeighbours } from '../../export/index.ts'
import type { Csr } from '../../sparse/index.ts'
import { linkRanker, sampleRows } from '../../teachers/index.ts'
import type { Cold } from './cold.ts'
import {
  type MemorySettings,
  namesOf,
  type PartName,
  type Parts,
  TEXT_SOURCES,
} from './settings.ts'
import { sumLinks } from './sum.ts'

/** Fitted histories that σ and κ are taken over, max. */
export const MAX_HISTORIES = 2000

/** Max `max` rows that hold an event, evenly spread. */
export function filledRows({ offsets }: Sequences, max: number): Int32Array {
  const filled = Array.from(offsets.keys()).filter((row) => offsets[row + 1] > offsets[row])
  return sampleRows(filled.length, max).map((n) => filled[n])
}

/** σ: the standard deviation of the score of some links over fitted histories and items. */
export type Deviation = (links: Csr, decay: number) => number

/** What a table is made from beside its parts. */
export interface TableData {
  /** Fitted histories. */
  fit: Sequences
  /** Distinct users per item, [N]; 0 for cold items. */
  users: Float32Array
  cold: Cold | null
  /** Of these histories; default: {@link deviationsOf} `fit`. */
  deviation?: Deviation
}

/** Computes each σ once: a search builds many tables of the same parts. */
export function deviationsOf(fit: Sequences): Deviation {
  const rows = filledRows(fit, MAX_HISTORIES)
  const known = new Map<Csr, Map<number, number>>()
  return (links, decay) => {
    const ofLinks = known.get(links) ?? new Map<number, number>()
    known.set(links, ofLinks)
    const deviation = ofLinks.get(decay) ?? scoreDeviation(links, fit, rows, decay)
    ofLinks.set(decay, deviation)
    return deviation
  }
}

/** The pruned table of some settings; each part's σ is taken over fitted histories. */
export function buildTable(
  parts: Parts,
  settings: MemorySettings,
  { fit, users, cold, deviation = deviationsOf(fit) }: TableData,
): Neighbours {
  const deviations: Partial<Record<PartName, number>> = {}
  for (const name of namesOf(parts)) deviations[name] = deviation(parts[name]!, settings.decay)
  const bounded = boundText(parts, settings, users)
  const unit = cold && textUnit(cold.text, settings, deviation)
  const borrowed = cold && unit ? { ...cold, unit } : null
  const links = combineParts(bounded, deviations, settings.weights, borrowed)
  return pruneNeighbours(links, settings.perItem)
}

/**
 * Text neighbours bounded by their support: min(T[j,i], b·n), n the users of i. Columns of items without
 * fitted users stay, since the weights of cold items are their own (docs/method.md#cold-items).
 */
export function boundText(parts: Parts, { textBound }: MemorySettings, users: Float32Array): Parts {
  if (textBound === 0) return parts
  const bounded = { ...parts }
  for (const source of TEXT_SOURCES) {
    const links = parts[source]
    if (!links) continue
    const most = users.map((n) => (n > 0 ? textBound * n : Infinity))
    const values = links.values.map((value, e) => Math.min(value, most[links.index[e]]))
    bounded[source] = { ...links, values }
  }
  return bounded
}

/** Σ_p weight_p/σ_p · S_p, with the links of cold items ({@link sumLinks}). */
export function combineParts(
  parts: Parts,
  deviations: Partial<Record<PartName, number>>,
  weights: MemorySettings['weights'],
  cold: (Cold & { unit: number }) | null,
): Csr {
  const used = namesOf(weights).filter((name) => weights[name] && deviations[name])
  const weighted = used.map((name) => ({
    links: parts[name]!,
    weight: weights[name]! / deviations[name]!,
  }))
  return sumLinks(weighted, Object.values(parts)[0]!.rows, cold)
}

function scoreDeviation(links: Csr, inputs: Sequences, rows: Int32Array, decay: number): number {
  const ranker = linkRanker(links, decay)
  const out = new Float32Array(links.cols)
  let [sum, squares] = [0, 0]
  for (const row of rows) {
    out.fill(0)
    ranker.score(historyAt(inputs, row), out)
    // By index: this visits 2,000 × N scores, and an iterator takes several times as long.
    for (let i = 0; i < out.length; i++) {
      sum += out[i]
      squares += out[i] * out[i]
    }
  }
  const count = rows.length * links.cols
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))
}

/** 1/σ of the text neighbours: the worth of their weight 1 in a memory; 0 if they score nothing. */
export function textUnit(text: Csr, { decay }: MemorySettings, deviation: Deviation): number {
  const sigma = deviation(text, decay)
  return sigma > 0 ? 1 / sigma : 0
}

/** The table as a sparse matrix. Weights are those of the score: scale·weight/255. */
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
