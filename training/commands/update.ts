import { resolve } from 'node:path'
import { loadItems } from '../data/index.ts'
import { readPack, writePack } from '../export/index.ts'
import type { Progress } from '../progress.ts'
import { graftItems, mergeCatalogues, readPackRun } from '../student/update/index.ts'

export interface UpdateFlags {
  map?: Record<string, string>
  removeMissing?: boolean
}

/**
 * `tacit update PACK items.csv`: adds, changes and removes items without training. The pack gets the
 * next sequence; whoever reads it meanwhile finds the old one or the new one, whole.
 *
 * @throws TacitError for a pack without its run, another pack's run, or rows that cannot be read
 */
export async function update(
  pack: string,
  items: string,
  { map, removeMissing = false }: UpdateFlags,
  progress: Progress,
): Promise<Record<string, unknown>> {
  const began = performance.now()
  const folder = resolve(pack)
  const old = await readPack(folder)
  const run = await readPackRun(folder, old.manifest)
  const file = await loadItems(items, { map })
  const merged = mergeCatalogues(old.catalogue, file, removeMissing)
  const { sequence } = await writePack(folder, graftItems(old, merged, run))
  const seconds = (performance.now() - began) / 1000
  const { added, changed, removed } = merged.counts
  progress.note(
    `${folder}: ${added} added, ${changed} changed, ${removed} removed ` +
      `(sequence ${sequence}) in ${seconds.toFixed(1)} s`,
  )
  return { out: folder, sequence, added, changed, removed, seconds }
}
