import { MEMORY_EVENTS } from '@tacit-rec/engine'
import type { Neighbours } from '@tacit-rec/pack'
import { type History, historyAt, type Sequences } from '../../data/index.ts'
import { addRow, type Csr, visitNewestFirst } from '../../sparse/index.ts'
import { type MemorySettings, namesOf, type Parts } from './settings.ts'
import {
  buildTable,
  deviationsOf,
  filledRows,
  MAX_HISTORIES,
  neighbourLinks,
  type TableData,
  textUnit,
} from './table.ts'

/** The memory's part of a pack. */
export interface Memory {
  neighbours: Neighbours
  decay: number
  kappa: number
  /** The worth of a text neighbour's weight 1 in the table, and the weight of all text parts. */
  text: { unit: number; weight: number }
}

/** What the numbers of a memory are taken from. */
export interface MemoryData extends TableData {
  kinds: readonly { weight: number }[]
  /** Text neighbours; null without text. */
  text: Csr | null
  /** Histories that κ is taken over, max. Default 2000. */
  maxHistories?: number
}

/** The memory as it ships: pruned, in 8 bit, with its κ. */
export function makeMemory(
  parts: Parts,
  settings: MemorySettings,
  { fit, users, kinds, text, cold, maxHistories = MAX_HISTORIES }: MemoryData,
): Memory {
  const { decay, weights } = settings
  const deviation = deviationsOf(fit)
  const neighbours = buildTable(parts, settings, { fit, users, cold, deviation })
  const kappa = memoryScale(
    neighbourLinks(neighbours),
    fit,
    filledRows(fit, maxHistories),
    decay,
    Float32Array.from(kinds, ({ weight }) => weight),
  )
  const unit = text ? textUnit(text, settings, deviation) : 0
  const ofText = namesOf(weights).filter((name) => /^(lexical|vectors(:.*)?)$/.test(name))
  const weight = ofText.reduce((sum, name) => sum + weights[name]!, 0)
  return { neighbours, decay, kappa, text: { unit, weight } }
}

/**
 * κ: the median over histories of std_i(m(i))/‖a‖₂, so that the memory's term has about unit
 * deviation whatever the length of the history (docs/method.md#sum).
 */
function memoryScale(
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
    for (let i = 0; i < out.length; i++) {
      sum += out[i]
      squares += out[i] * out[i]
    }
    const deviation = Math.sqrt(Math.max(0, squares / out.length - (sum / out.length) ** 2))
    if (deviation > 0) values.push(deviation / norm)
  }
  values.sort((a, b) => a - b)
  return values.length ? values[values.length >> 1] : 1
}

/** out += m(i); returns ‖a‖₂. */
function addMemory(
  links: Csr,
  { item, kind }: History,
  decay: number,
  kindWeight: Float32Array,
  out: Float32Array,
): number {
  let squares = 0
  const from = Math.max(0, item.length - MEMORY_EVENTS)
  visitNewestFirst(item.subarray(from), decay, (j, weight, l) => {
    const a = kindWeight[kind[from + l]] * weight
    squares += a * a
    addRow(links, j, a, out)
  })
  return Math.sqrt(squares)
}
