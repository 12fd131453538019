import type { Split } from '../../data/index.ts'
import type { Csr } from '../../sparse/index.ts'
import type { OneModality, RunOptions, TextSource } from '../../teachers/index.ts'

/** What a memory may be made from, as `--memory` names it. */
export type MemoryPart = 'ease' | 'transitions' | 'text'

/**
 * The matrices that a memory is summed from: links by events, neighbours by text (words or given
 * vectors), and products of both.
 */
export type PartName =
  | 'ease'
  | 'transitions'
  | 'cluster-item'
  | 'item-cluster'
  | TextSource
  | OneModality
  | `${TextSource}-${'transitions' | 'ease'}`
export type Parts = Partial<Record<PartName, Csr>>

/** The names in a record of parts, in its own order, which is the order of every sum. */
export function namesOf(parts: Partial<Record<PartName, unknown>>): PartName[] {
  return Object.keys(parts) as PartName[]
}

export const TEXT_SOURCES: readonly TextSource[] = ['lexical', 'vectors']

/** Options of everything that fits a memory. */
export interface MemoryOptions extends RunOptions {
  memory: readonly MemoryPart[]
  /** Min distinct users behind a link between two items, and behind an item that is not cold. */
  minSupport: number
  /** False: vectors of cold items are compared as they are. Default true. */
  adapter?: boolean
}

/** How a memory is put together (docs/method.md#memory). */
export type MemorySettings = {
  /** Weight of each part, in units of the standard deviation of its score. */
  weights: Partial<Record<PartName, number>>
  /** Weight of an event relative to the next newer one. */
  decay: number
  /** M, max links per item. */
  perItem: number
  /**
   * b: a text neighbour with n users weighs at most b·n, unless it is cold; 0: no bound. Text alone
   * then does not lift a rarity above the item that it is like.
   */
  textBound: number
}

/** Weight of an event relative to the next newer one, where nothing was searched. */
export function eventDecay(ordered: boolean): number {
  return ordered ? 0.7 : 1
}

/** The settings of `quick` and the start of every search: those of docs/method.md#memory. */
export function defaultMemory(ordered: boolean, parts: readonly PartName[]): MemorySettings {
  const byEvents: [PartName, number][] = ordered
    ? [
        ['transitions', 1],
        ['cluster-item', 0.3],
        ['item-cluster', 0.2],
        ['ease', 0.6],
      ]
    : [['ease', 1]]
  const sources = TEXT_SOURCES.filter((source) => parts.includes(source))
  // Two kinds of text overlap in what they say, so they share the weight of text.
  const share = (weight: number) => weight / sources.length
  const byText = sources.flatMap((source): [PartName, number][] =>
    ordered
      ? [
          [source, share(0.8)],
          [`${source}-transitions`, share(0.5)],
        ]
      : [[source, share(0.5)]],
  )
  const present = [...byEvents, ...byText].filter(([name]) => parts.includes(name))
  return {
    weights: Object.fromEntries(present),
    decay: eventDecay(ordered),
    perItem: 16,
    textBound: 0,
  }
}

/** {@link defaultMemory} for a student: in `cold-items` no event is newer than a hidden item's. */
export function quickMemory(
  { protocol, ordered }: Pick<Split, 'protocol' | 'ordered'>,
  parts: readonly PartName[],
): MemorySettings {
  const settings = defaultMemory(ordered, parts)
  return protocol === 'cold-items' ? { ...settings, decay: 1 } : settings
}
