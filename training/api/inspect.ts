import { type InspectedItem, type Inspection, inspectItem, inspectPack } from '../export/index.ts'

export interface InspectOptions {
  /** Folder of the pack. */
  pack: string
}

export interface InspectItemOptions extends InspectOptions {
  /** Id of an item. */
  item: string
}

/** Counts and sizes of a pack, and its files. */
export type InspectResult = Inspection
/** The names of the prototypes nearest to an item. */
export type InspectItemResult = InspectedItem

/**
 * Verifies a pack and measures its files, or names what one of its items is for.
 *
 * @throws TacitError `export/no-pack`, `export/item`, or `pack/…` if the pack is damaged
 * @example
 * const { items, transferBytes } = await inspect({ pack: 'pack' })
 */
export function inspect(options: InspectItemOptions): Promise<InspectItemResult>
export function inspect(options: InspectOptions): Promise<InspectResult>
export async function inspect({
  pack,
  item,
}: InspectOptions & { item?: string }): Promise<InspectResult | InspectItemResult> {
  return item === undefined ? inspectPack(pack) : inspectItem(pack, item)
}
