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

/** What a table is made from beside its parts. */
export interface TableData {
  /** Fitted histories. */
  fit: Sequences
  /** Distinct users per item, [N]; 0 for cold items. */
  users: Float32Array
  cold: Cold | null
}

/** The pruned table of some settings; each part's σ is taken over fitted histories. */
export function buildTable(
  parts: Parts,
  settings: MemorySettings,
  { fit, users, cold }: TableData,
): Neighbours {
  const rows = filledRows(fit, MAX_HISTORIES)
  const deviations: Partial<Record<PartName, number>> = {}
  for (const name of namesOf(parts))
    deviations[name] = scoreDeviation(parts[name]!, fit, rows, settings.decay)
  const bounded = boundText(parts, settings, users)
  const unit = cold && textUnit(cold.text, settings, fit)
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

/** σ: standard deviation of a part's score over users and items. */
function scoreDeviation(links: Csr, inputs: Sequences, rows: Int32Array, decay: number): number {
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

/** 1/σ of the text neighbours: the worth of their weight 1 in a memory; 0 if they score nothing. */
export function textUnit(text: Csr, { decay }: MemorySettings, fit: Sequences): number {
  const deviation = scoreDeviation(text, fit, filledRows(fit, MAX_HISTORIES), decay)
  return deviation > 0 ? 1 / deviation : 0
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
