import { type FetchFile, fetchVerified } from './files.ts'
import { decodeItems } from './items.ts'
import { type FileEntry, filesOf, type Manifest } from './manifest.ts'
import type { Role } from './names.ts'
import { decodeNeighbours } from './neighbours.ts'
import type { LoadedPack } from './types.ts'
import { decodeWeights } from './weights.ts'

/**
 * Opens the parts of a pack of format 2 that the student's arithmetic reads, and nothing else: for a
 * server that has the facts elsewhere.
 *
 * @throws {TacitError} `pack/…` with the file and the reason; errors of `fetchFile` pass through
 */
export async function openModel(
  manifest: Manifest,
  fetchFile: FetchFile,
  signal: AbortSignal = new AbortController().signal,
): Promise<Pick<LoadedPack, 'manifest' | 'weights' | 'items' | 'neighbours'>> {
  const entry = (role: Role): FileEntry | undefined => filesOf(manifest, role)[0]
  const read = (file: FileEntry) => fetchVerified(file, fetchFile, signal)
  const links = entry('neighbours')
  return {
    manifest,
    weights: decodeWeights(await read(entry('weights')!), manifest),
    items: decodeItems(await read(entry('items')!), manifest),
    neighbours: links ? decodeNeighbours(await read(links), manifest) : null,
  }
}
