import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { itemPrototypes } from '@tacit-rec/engine'
import { type LoadedPack, openPack, type Role, readManifest, TacitError } from '@tacit-rec/pack'
import { MANIFEST } from './write.ts'

/** The bytes of a pack's folder, as far as its manifest names them. */
export interface PackFolder {
  /** manifest.json as it lies there. */
  manifest: Uint8Array
  pack: LoadedPack
  /** By name. */
  files: Map<string, Uint8Array>
}

/**
 * Reads a pack from a folder and verifies all of it.
 *
 * @throws TacitError `export/no-pack` where there is none, `pack/…` where it is damaged
 */
export async function readPack(folder: string): Promise<LoadedPack> {
  return (await readPackFolder(folder)).pack
}

/** As {@link readPack}, with the bytes. */
export async function readPackFolder(folder: string): Promise<PackFolder> {
  const manifest = await read(folder, MANIFEST, 'is there a pack? tacit train writes one')
  const files = new Map<string, Uint8Array>()
  const fetchFile = async (name: string) => {
    const bytes = await read(folder, name, 'the pack is not whole: write it again')
    files.set(name, bytes)
    return bytes
  }
  const pack = await openPack(readManifest(manifest), fetchFile, { maxBytes: Infinity })
  return { manifest, pack, files }
}

async function read(folder: string, name: string, hint: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(join(folder, name)))
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new TacitError('export/no-pack', `${folder}: cannot read ${name} (${why}): ${hint}`)
  }
}

export interface InspectedFile {
  role: Role | 'manifest'
  name: string
  bytes: number
  /** As transferred: JSON under brotli, tensors as they are. */
  transferBytes: number
}

/** What `tacit inspect` tells. */
export interface Inspection {
  name: string
  sequence: number
  items: number
  dim: number
  intents: number
  /** Of all files, the manifest too. */
  bytes: number
  transferBytes: number
  files: InspectedFile[]
}

/** Verifies a pack and weighs its files; brotli at quality 5, as an edge compresses on the fly. */
export async function inspectPack(folder: string): Promise<Inspection> {
  const { manifest, pack, files } = await readPackFolder(folder)
  const { name, sequence, items, dim, intents } = pack.manifest
  const weighed: InspectedFile[] = [weigh('manifest', MANIFEST, manifest)]
  for (const file of pack.manifest.files)
    weighed.push(weigh(file.role, file.name, files.get(file.name)!))
  const total = (of: 'bytes' | 'transferBytes') => weighed.reduce((sum, file) => sum + file[of], 0)
  return {
    name,
    sequence,
    items,
    dim,
    intents,
    bytes: total('bytes'),
    transferBytes: total('transferBytes'),
    files: weighed,
  }
}

/** What a pack says an item is for. */
export interface InspectedItem {
  id: string
  title?: string
  /** The nearest, nearest first. */
  prototypes: { id: string; label: string; keywords: string[]; cosine: number }[]
}

/**
 * Names what an item is for.
 *
 * @throws TacitError `export/item` for an id that the pack does not have
 */
export async function inspectItem(folder: string, id: string): Promise<InspectedItem> {
  const pack = await readPack(folder)
  const item = pack.catalogue.ids.indexOf(id)
  if (item < 0)
    throw new TacitError(
      'export/item',
      `item "${id}" is not in ${folder}: give an id of the ${pack.manifest.items} in its catalogue`,
    )
  return {
    id,
    title: pack.catalogue.title?.[item] ?? undefined,
    prototypes: itemPrototypes(pack, item).map(({ prototype, cosine }) => {
      const { id, label, keywords } = pack.prototypes[prototype]
      return { id, label, keywords, cosine }
    }),
  }
}

function weigh(role: Role | 'manifest', name: string, bytes: Uint8Array): InspectedFile {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 }
  const transferBytes = name.endsWith('.json')
    ? brotliCompressSync(bytes, { params }).length
    : bytes.length
  return { role, name, bytes: bytes.length, transferBytes }
}
