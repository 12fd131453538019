import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  buildPack,
  type Manifest,
  type PackContents,
  parseFileName,
  readManifest,
  TacitError,
  writeManifest,
} from '@tacit-rec/pack'
import { placeFile, UNFINISHED } from '../files.ts'

export const MANIFEST = 'manifest.json'

/**
 * Writes a pack into a folder so that whoever reads it at any moment, or after a crash at any
 * moment, finds a whole pack: the old one until the new manifest takes its name, then the new one.
 * Files appear under their content-hash names first; those of the old pack go last.
 *
 * @param contents without `sequence` it follows the pack that is there (1 in an empty folder)
 * @returns the manifest written
 * @throws TacitError `export/folder` where manifest.json is something else's, `export/sequence` for
 *   a sequence that does not grow, `pack/…` for contents that no loader would accept
 */
export async function writePack(folder: string, contents: PackContents): Promise<Manifest> {
  await mkdir(folder, { recursive: true })
  const old = await currentManifest(folder)
  const sequence = contents.sequence ?? (old?.sequence ?? 0) + 1
  if (old && sequence <= old.sequence)
    throw new TacitError(
      'export/sequence',
      `${folder}: sequence ${sequence} does not follow the pack there, which has ${old.sequence}: ` +
        `use ${old.sequence + 1} or more, or another folder`,
    )
  const created = contents.created ?? new Date().toISOString()
  const { manifest, files } = await buildPack({ ...contents, sequence, created })
  for (const [name, bytes] of files) await placeFile(join(folder, name), bytes)
  await placeFile(join(folder, MANIFEST), writeManifest(manifest))
  await removeLeftovers(folder, files)
  return manifest
}

async function currentManifest(folder: string): Promise<Manifest | null> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(join(folder, MANIFEST))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return readManifest(bytes)
  } catch (error) {
    throw new TacitError(
      'export/folder',
      `${folder} holds a ${MANIFEST} that is no pack's (${(error as Error).message}): ` +
        'choose another folder, or delete that file',
    )
  }
}

/** Removes what earlier packs and broken-off writes left, and nothing that is not a pack's. */
async function removeLeftovers(folder: string, kept: Map<string, Uint8Array>): Promise<void> {
  for (const entry of await readdir(folder)) {
    const name = entry.endsWith(UNFINISHED) ? entry.slice(0, -UNFINISHED.length) : entry
    if (parseFileName(name) && !kept.has(entry)) await rm(join(folder, entry))
  }
}
