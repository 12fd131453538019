import { resolve } from 'node:path'
import { type LoadOptions, loadItems } from '../data/index.ts'
import { readPack, writePack } from '../export/index.ts'
import { silent } from '../progress.ts'
import { graftItems, mergeCatalogues, readPackRun } from '../student/update/index.ts'
import type { ProgressOptions } from './options.ts'

export interface UpdateOptions extends ProgressOptions, Pick<LoadOptions, 'map'> {
  /** Folder of the pack, with the folder PACK.run that `train` wrote beside it. */
  pack: string
  /** File of new and changed items. */
  items: string
  /** Removes the items that the file lacks. Default: false. */
  removeMissing?: boolean
}

export interface UpdateResult {
  /** Folder of the pack. */
  out: string
  sequence: number
  /** Numbers of items. */
  added: number
  changed: number
  removed: number
  seconds: number
}

/**
 * Adds, changes and removes items of a pack without training. The pack gets the next sequence. A
 * reader finds the old pack or the new one, never a mix.
 *
 * @throws TacitError `update/…` without the pack's run or with another pack's, `data/…` for rows
 *   that cannot be read
 * @example
 * const { added } = await update({ pack: 'pack', items: 'items.csv' })
 */
export async function update({
  pack,
  items,
  map,
  removeMissing = false,
  progress = silent,
}: UpdateOptions): Promise<UpdateResult> {
  const began = performance.now()
  const folder = resolve(pack)
  const old = await readPack(folder)
  const run = await readPackRun(folder, old.manifest)
  const merged = mergeCatalogues(old.catalogue, await loadItems(items, { map }), removeMissing)
  const { sequence } = await writePack(folder, graftItems(old, merged, run))
  const seconds = (performance.now() - began) / 1000
  const { added, changed, removed } = merged.counts
  progress.note(
    `${folder}: ${added} added, ${changed} changed, ${removed} removed ` +
      `(sequence ${sequence}) in ${seconds.toFixed(1)} s`,
  )
  return { out: folder, sequence, added, changed, removed, seconds }
}
