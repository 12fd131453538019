import { diffPacks, type PackDiff } from '../export/index.ts'

export interface DiffOptions {
  /** Folder of the older pack. */
  a: string
  /** Folder of the newer pack. */
  b: string
}

/** What differs between two packs. */
export type DiffResult = PackDiff

/**
 * Compares two packs: files that need not be sent again, items, neighbours, intents and the offline
 * quality that both manifests state.
 *
 * @throws TacitError `export/no-pack`, or `pack/…` if one is damaged
 * @example
 * const { items, neighbours } = await diff({ a: 'pack-old', b: 'pack' })
 */
export function diff({ a, b }: DiffOptions): Promise<DiffResult> {
  return diffPacks(a, b)
}
