import { invalidFile } from './errors.ts'
import type { Shape } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'

/** Max clusters, so that a number takes two bytes. */
export const MAX_CLUSTERS = 1 << 16

/** Items of similar texts, for what too few devices say of two items alone. */
export interface Clusters {
  /** [N]: the cluster of an item, 0 … count − 1. */
  of: Uint16Array
  count: number
}

/** Reads `clusters.*.safetensors`: 2 bytes an item. @throws {TacitError} `pack/…` */
export function decodeClusters(bytes: Uint8Array, { items }: Pick<Shape, 'items'>): Clusters {
  const of = tableReader('clusters', bytes).tensor('of', 'U16', [items]).data
  const sizes = new Set(of)
  for (const cluster of sizes)
    if (cluster >= sizes.size)
      throw invalidFile('clusters', `cluster ${cluster} of ${sizes.size}: a number is left out`)
  return { of, count: sizes.size }
}

/** Writes `clusters.*.safetensors`. */
export function encodeClusters(
  { of }: Clusters,
  { items }: Pick<Shape, 'items'>,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({ of: table('U16', [items], of) })
}
