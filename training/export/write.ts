import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { lexiconValues } from '@tacit-rec/engine'
import {
  buildPack,
  type FileEntry,
  type Manifest,
  type PackContents,
  parseFileName,
  parseManifest,
  readManifest,
  TacitError,
  writeManifest,
} from '@tacit-rec/pack'
import { errorCode, errorMessage, placeFile, UNFINISHED } from '../files.ts'
import { type IndexedPack, writeIndex } from './lookup/records.ts'

export const MANIFEST = 'manifest.json'

/**
 * Writes a pack into a folder. Readers at any moment, and after a crash at any moment, find a
 * complete pack: the old one until the new manifest is renamed into place, then the new one. New
 * files are written first, under their content-hash names; the old pack's files are removed last.
 *
 * The lexicon is always that of the catalogue.
 *
 * @param contents `sequence` defaults to the next one (1 in an empty folder)
 * @returns the manifest written
 * @throws TacitError `export/folder` if manifest.json is not a pack's, `export/sequence` if the
 *   sequence does not increase, `pack/…` for contents that no loader would accept
 */
export async function writePack(folder: string, contents: PackContents): Promise<Manifest> {
  await mkdir(folder, { recursive: true })
  const old = await currentManifest(folder)
  const sequence = contents.sequence ?? (old?.sequence ?? 0) + 1
  if (old && sequence <= old.sequence)
    throw new TacitError(
      'export/sequence',
      `${folder}: sequence ${sequence} must be greater than that of the pack there, ` +
        `${old.sequence}: omit it, or choose another folder`,
    )
  const created = contents.created ?? new Date().toISOString()
  const {
    manifest: built,
    files,
    pack,
  } = await buildPack({
    ...contents,
    sequence,
    created,
    lexicon: lexiconValues(contents.catalogue),
  })
  for (const [name, bytes] of files) await placeFile(join(folder, name), bytes)
  const index = await placeIndex(folder, pack)
  const manifest = parseManifest({ ...built, files: [...built.files, ...index] })
  await placeFile(join(folder, MANIFEST), writeManifest(manifest))
  await removeLeftovers(folder, new Set(manifest.files.map(({ name }) => name)))
  return manifest
}

/** Writes the index part by part, so that one part is in memory at a time. */
async function placeIndex(folder: string, pack: IndexedPack): Promise<FileEntry[]> {
  const entries: (FileEntry & { part: number })[] = []
  for await (const { entry, bytes } of writeIndex(pack)) {
    await placeFile(join(folder, entry.name), bytes)
    entries.push(entry)
  }
  return entries.sort((a, b) => a.part - b.part)
}

async function currentManifest(folder: string): Promise<Manifest | null> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(join(folder, MANIFEST))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
  try {
    return readManifest(bytes)
  } catch (error) {
    throw new TacitError(
      'export/folder',
      `${folder}: its ${MANIFEST} is not a pack's (${errorMessage(error)}): ` +
        'choose another folder, or delete that file',
    )
  }
}

/** Removes files of earlier packs and of interrupted writes; other files are left alone. */
export async function removeLeftovers(
  folder: string,
  current: { has(name: string): boolean },
): Promise<void> {
  for (const entry of await readdir(folder)) {
    const name = entry.endsWith(UNFINISHED) ? entry.slice(0, -UNFINISHED.length) : entry
    if (parseFileName(name) && !current.has(entry)) await rm(join(folder, entry))
  }
}
