import { type KnownEvents, knownEvents } from '@tacit-rec/engine'
import { indexOfItem, type KnownPack } from './item-index.ts'
import type { HistoryEvent } from './types.ts'

/** Reads a history in the pack's numbers. Events on items that left the catalogue are dropped. */
export function readHistory(pack: KnownPack, history: readonly HistoryEvent[]): KnownEvents {
  const known = history.flatMap(({ item: id, kind, time }) => {
    const item = indexOfItem(pack, id)
    return item === undefined ? [] : [{ item, kind, time }]
  })
  return knownEvents(pack.manifest, known)
}
