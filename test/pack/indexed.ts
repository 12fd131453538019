import type { FileEntry, LoadedPack, Manifest } from '@tacit-rec/pack'
import { writeIndex } from '../../training/export/lookup/records.ts'

interface Built {
  manifest: Manifest
  files: Map<string, Uint8Array>
}

/** A pack in memory with the index that `writePack` would add to it. */
export async function indexed(
  { manifest, files }: Built,
  pack: LoadedPack,
  maxPart?: number,
): Promise<Built> {
  const all = new Map(files)
  const entries: (FileEntry & { part: number })[] = []
  for await (const { entry, bytes } of writeIndex(pack, maxPart)) {
    all.set(entry.name, bytes)
    entries.push(entry)
  }
  entries.sort((a, b) => a.part - b.part)
  return { manifest: { ...manifest, files: [...manifest.files, ...entries] }, files: all }
}
