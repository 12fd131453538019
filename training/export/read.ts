import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { itemPrototypes } from '@tacit-rec/engine'
import { type LoadedPack, openPack, readManifest, TacitError } from '@tacit-rec/pack'
import type { Membership } from '../evaluate/index.ts'
import { reasonOf } from '../files.ts'
import { MANIFEST } from './write.ts'

/** The files of a pack's folder that its manifest lists. */
export interface PackFolder {
  /** The bytes of manifest.json. */
  manifest: Uint8Array<ArrayBuffer>
  pack: LoadedPack
  /** By name. */
  files: Map<string, Uint8Array<ArrayBuffer>>
}

/**
 * Reads a pack from a folder and verifies all of it.
 *
 * @throws TacitError `export/no-pack` if there is none, `pack/…` if it is damaged
 */
export async function readPack(folder: string): Promise<LoadedPack> {
  return (await readPackFolder(folder)).pack
}

/** As {@link readPack}, with the bytes. */
export async function readPackFolder(folder: string): Promise<PackFolder> {
  const manifest = await read(folder, MANIFEST, 'name the folder of a pack; tacit train writes one')
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  const fetchFile = async (name: string) => {
    const bytes = await read(
      folder,
      name,
      'the pack is incomplete: copy it again, or train it again',
    )
    files.set(name, bytes)
    return bytes
  }
  const pack = await openPack(readManifest(manifest), fetchFile, { maxBytes: Infinity, all: true })
  return { manifest, pack, files }
}

async function read(folder: string, name: string, hint: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(join(folder, name)))
  } catch (error) {
    const why = reasonOf(error)
    throw new TacitError('export/no-pack', `${folder}: cannot read ${name} (${why}): ${hint}`)
  }
}

export interface InspectedFile {
  role: string
  name: string
  bytes: number
  /** As a device loads it: JSON under brotli, tensors as they are; 0 for the index, which none loads. */
  transferBytes: number
}

/** A part of the memory. */
export interface MemoryShare {
  part: string
  share: number
  /** Of a mean over several modalities: what each of them carries; they sum to 1. */
  modalities?: Record<string, number>
}

/** The result of `tacit inspect`. */
export interface Inspection {
  name: string
  sequence: number
  items: number
  dim: number
  intents: number
  /** Of all files, including the manifest. */
  bytes: number
  transferBytes: number
  files: InspectedFile[]
  /** What the memory is summed from, largest first; shares sum to 1. Null without a memory. */
  memory: MemoryShare[] | null
  /**
   * Teachers of the student, and their weights in its soft targets; 0: another took its place. Null without
   * any.
   */
  teachers: { name: string; weight: number }[] | null
  /** Number of paths drawn from counts that the encoder was trained on; null: on none. */
  paths: number | null
  /**
   * Whether people who were trained on can be told from others by the pack, as training measured it; null:
   * not measured.
   */
  membership: Membership | null
  /** Mean gap between the told probabilities and what happened; null: the pack tells none. */
  calibrationError: number | null
}

/** Verifies a pack and measures its files, with brotli at quality 5 as an edge compresses them. */
export async function inspectPack(folder: string): Promise<Inspection> {
  const { manifest, pack, files } = await readPackFolder(folder)
  const { name, sequence, items, dim, intents } = pack.manifest
  const measured: InspectedFile[] = [measure('manifest', MANIFEST, manifest)]
  for (const file of pack.manifest.files)
    measured.push(measure(file.role, file.name, files.get(file.name)!))
  const total = (of: 'bytes' | 'transferBytes') => measured.reduce((sum, file) => sum + file[of], 0)
  return {
    name,
    sequence,
    items,
    dim,
    intents,
    bytes: total('bytes'),
    transferBytes: total('transferBytes'),
    files: measured,
    memory: memoryShares(pack.manifest.training.config),
    teachers: teachersOf(pack.manifest.training.config),
    paths: pathsOf(pack.manifest.training.config),
    ...assessed(pack.manifest.evaluation),
  }
}

/** What training wrote; a manifest's evaluation may hold anything. */
function assessed(evaluation: unknown): Pick<Inspection, 'membership' | 'calibrationError'> {
  const { membership, calibration } = (evaluation ?? {}) as {
    membership?: Partial<Membership> | null
    calibration?: { error?: unknown } | null
  }
  const isKnown = typeof membership?.auc === 'number' && Array.isArray(membership.interval)
  const error = calibration?.error
  return {
    membership: isKnown ? (membership as Membership) : null,
    calibrationError: typeof error === 'number' ? error : null,
  }
}

function teachersOf(config: unknown): Inspection['teachers'] {
  const { teachers = {} } = (config ?? {}) as { teachers?: Record<string, number> }
  const listed = Object.entries(teachers).map(([name, weight]) => ({ name, weight }))
  return listed.length > 0 ? listed : null
}

function pathsOf(config: unknown): number | null {
  const { paths } = (config ?? {}) as { paths?: unknown }
  return typeof paths === 'number' ? paths : null
}

/** The weights of a memory as shares, largest first: `vectors:image` is one modality alone. */
export function memoryShares(config: unknown): MemoryShare[] | null {
  const { memory, modalities } = (config ?? {}) as {
    memory?: { weights?: Record<string, number> } | null
    modalities?: Record<string, number>
  }
  const parts = Object.entries(memory?.weights ?? {}).filter(([, weight]) => weight > 0)
  if (parts.length === 0) return null
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0)
  return parts
    .map(([part, weight]) => {
      const isMean = modalities && /^vectors(-|$)/.test(part)
      return { part, share: weight / total, ...(isMean && { modalities }) }
    })
    .sort((a, b) => b.share - a.share)
}

/** The shares in one line: `ease 60 %, vectors 40 % (text 70 %, image 30 %)`. */
export function describeShares(shares: readonly MemoryShare[]): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`
  return shares
    .map(({ part, share, modalities = {} }) => {
      const of = Object.entries(modalities).map(([name, one]) => `${name} ${percent(one)}`)
      return `${part} ${percent(share)}${of.length > 0 ? ` (${of.join(', ')})` : ''}`
    })
    .join(', ')
}

/** An item with its intents. */
export interface InspectedItem {
  id: string
  title?: string
  /** The nearest ones, nearest first. */
  prototypes: { id: string; label: string; keywords: string[]; cosine: number }[]
}

/**
 * An item's title and intents.
 *
 * @throws TacitError `export/item` if the pack does not contain the id
 */
export async function inspectItem(folder: string, id: string): Promise<InspectedItem> {
  const pack = await readPack(folder)
  const item = pack.catalogue.ids.indexOf(id)
  if (item < 0)
    throw new TacitError(
      'export/item',
      `item "${id}" is not in ${folder}: give one of its catalogue's ${pack.manifest.items} ids`,
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

function measure(role: string, name: string, bytes: Uint8Array): InspectedFile {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 }
  const loaded = name.endsWith('.json') ? brotliCompressSync(bytes, { params }) : bytes
  return { role, name, bytes: bytes.length, transferBytes: role === 'index' ? 0 : loaded.length }
}
