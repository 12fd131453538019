import { decodeCatalogue } from './catalogue.ts'
import { TacitError } from './errors.ts'
import { verifyFile } from './hash.ts'
import { decodeIntents } from './intents.ts'
import { decodeItems } from './items.ts'
import { type FileEntry, type Manifest, parseManifest } from './manifest.ts'
import type { Role } from './names.ts'
import { decodeNeighbours } from './neighbours.ts'
import { checkOnnx } from './onnx.ts'
import type { LoadedPack } from './types.ts'
import { decodeWeights } from './weights.ts'

/** Fetches the bytes of one file. A valid file has exactly `entry.bytes` bytes. */
export type FetchFile = (name: string, signal: AbortSignal, entry: FileEntry) => Promise<Uint8Array>

export interface OpenOptions {
  signal?: AbortSignal
  /** Max total size of the files that the manifest declares; default 1 GiB. */
  maxBytes?: number
}

/**
 * Opens a pack. Checks the manifest, fetches all files at once in the manifest's order, checks each
 * file's length and hash, then its content. One invalid file refuses the whole pack.
 *
 * @param manifestJson the parsed `manifest.json`
 * @throws {TacitError} `pack/…` with the file and the reason; errors of `fetchFile` pass through
 */
export async function openPack(
  manifestJson: unknown,
  fetchFile: FetchFile,
  { signal, maxBytes = 2 ** 30 }: OpenOptions = {},
): Promise<LoadedPack> {
  const manifest = parseManifest(manifestJson)
  const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
  if (total > maxBytes) {
    throw new TacitError(
      'pack/size',
      `[pack] ${manifest.name}: ${total} bytes exceed maxBytes = ${maxBytes}: ` +
        'raise maxBytes or build a smaller pack',
    )
  }
  signal?.throwIfAborted()
  const stop = new AbortController()
  // AbortSignal.any would do it, but Node 18 and Safari before 17.4 lack it.
  const abort = () => stop.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    const files = await Promise.all(
      manifest.files.map(async (entry) => {
        const bytes = await fetchFile(entry.name, stop.signal, entry)
        await verifyFile(entry, bytes)
        return [entry.role, bytes] as const
      }),
    )
    return decodePack(manifest, new Map(files))
  } catch (error) {
    // One invalid file refuses the pack, so the other fetches are useless.
    stop.abort()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** Opens a pack from files in memory, by name. @throws {TacitError} as {@link openPack} */
export function openPackFrom(
  manifestJson: unknown,
  files: ReadonlyMap<string, Uint8Array>,
  options?: OpenOptions,
): Promise<LoadedPack> {
  return openPack(
    manifestJson,
    async (name) => {
      const bytes = files.get(name)
      if (!bytes)
        throw new TacitError(
          'pack/missing',
          `[pack] ${name} is missing: copy the pack again, or train it again`,
        )
      return bytes
    },
    options,
  )
}

/** Decodes verified files against the manifest. */
function decodePack(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): LoadedPack {
  // parseManifest guarantees that only the neighbours can be missing.
  const file = (role: Role) => files.get(role)!
  checkOnnx('student', file('student'))
  checkOnnx('scorer', file('scorer'))
  const neighbours = files.get('neighbours')
  return {
    manifest,
    student: file('student'),
    scorer: file('scorer'),
    weights: decodeWeights(file('weights'), manifest),
    items: decodeItems(file('items'), manifest),
    neighbours: neighbours ? decodeNeighbours(neighbours, manifest) : null,
    prototypes: decodeIntents(file('intents'), manifest),
    catalogue: decodeCatalogue(file('catalogue'), manifest),
  }
}
