import { historyAt, type Sequences } from '../../data/index.ts'

/** One training example: predict target items from events of one fitted history. */
export interface Example {
  /** Row of the fitted history. */
  row: number
  /** With order: events `0 … end−1` are the input. −1: a random part of the history is. */
  end: number
  /** The teachers' top list, where they have one. */
  soft?: SoftList
}

/** A top list of the teachers: item indices, and weights that sum to 1. */
export interface SoftList {
  item: Int32Array
  weight: Float32Array
}

/**
 * Lists the training examples. With order: every prefix and the next item (Kang & McAuley, ICDM
 * 2018). Without: every history once, a random part of it hidden in each epoch.
 *
 * @param rows histories that give examples; default: all
 */
export function listExamples(
  fit: Sequences,
  ordered: boolean,
  rows: ArrayLike<number> = Int32Array.from({ length: fit.offsets.length - 1 }, (_, row) => row),
): Example[] {
  const examples: Example[] = []
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n]
    const { item } = historyAt(fit, row)
    if (item.length < 2) continue
    if (!ordered) {
      if (new Set(item).size > 1) examples.push({ row, end: -1 })
      continue
    }
    const seen = new Set([item[0]])
    for (let end = 1; end < item.length; end++) {
      // Ranking masks items that the history already holds, so they are no targets.
      if (!seen.has(item[end])) examples.push({ row, end })
      seen.add(item[end])
    }
  }
  return examples
}

/** Whether {@link listExamples} returns any example. */
export function hasExamples(fit: Sequences): boolean {
  for (let row = 0; row + 1 < fit.offsets.length; row++)
    if (new Set(historyAt(fit, row).item).size > 1) return true
  return false
}
