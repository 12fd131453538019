import {
  type FileEntry,
  fileName,
  type LoadedPack,
  type Manifest,
  sha256Hex,
} from '@tacit-rec/pack'
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
  for await (const { part, bytes, root } of writeIndex(pack, maxPart)) {
    const sha256 = await sha256Hex(bytes)
    const name = fileName('index', sha256)
    all.set(name, bytes)
    entries.push({ role: 'index', name, sha256, bytes: bytes.length, part, optional: true, root })
  }
  entries.sort((a, b) => a.part - b.part)
  return { manifest: { ...manifest, files: [...manifest.files, ...entries] }, files: all }
}
