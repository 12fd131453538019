import {
  decodeCatalogue,
  decodeIntents,
  decodeItems,
  decodeNeighbours,
  decodeWeights,
  type FileEntry,
  type LoadedPack,
  type Manifest,
  verifyFile,
} from '@tacit-rec/pack'
import { type Downloads, download } from './download.ts'
import { failure } from './failure.ts'
import type { PackCache } from './platform.ts'
import { within } from './wait.ts'

/** What the SDK reads of a pack. ONNX files are fetched only by whoever runs them. */
export interface ClientPack extends Omit<LoadedPack, 'student' | 'scorer'> {
  /** `memory`: ids, facts and neighbours are there; `items`: everything is. */
  stage: 'memory' | 'items'
}

type Role = FileEntry['role']

/** The files of one catalogue: from this device where they are kept, else from the edge. */
export interface PackFiles {
  /** A verified file. */
  get(entry: FileEntry): Promise<Uint8Array>
  /** Whether a file came from the edge. */
  readonly downloaded: boolean
}

/**
 * Reads files through a cache.
 *
 * @param base …/v1/c/NAME
 */
export function packFiles(base: string, cache: PackCache | null, downloads: Downloads): PackFiles {
  let downloaded = false

  async function kept(url: string, entry: FileEntry): Promise<Uint8Array | null> {
    if (!cache) return null
    try {
      const response = await within(cache.match(url), { milliseconds: downloads.timeout })
      if (!response) return null
      const bytes = new Uint8Array(
        await within(response.arrayBuffer(), { milliseconds: downloads.timeout }),
      )
      await verifyFile(entry, bytes)
      downloads.alive?.()
      return bytes
    } catch {
      // Unreadable, silent or damaged: the edge has it.
      return null
    }
  }

  return {
    get downloaded() {
      return downloaded
    },
    async get(entry) {
      const url = `${base}/files/${entry.name}`
      const stored = await kept(url, entry)
      if (stored) return stored
      downloaded = true
      const wanted = { maxBytes: entry.bytes }
      let bytes: Uint8Array<ArrayBuffer>
      try {
        bytes = await download(url, downloads, wanted)
        await verifyFile(entry, bytes)
      } catch (error) {
        if (!isDamage(error)) throw error
        // Files are immutable, so the browser would give its damaged copy for ever.
        bytes = await download(url, downloads, { ...wanted, cache: 'reload' })
        await verifyFile(entry, bytes)
      }
      // If the disk is full or silent, the next visit fetches the file again.
      void cache?.put(url, new Response(bytes)).catch(() => {})
      return bytes
    },
  }
}

/** Whether a download arrived, but is not the file: longer, shorter, cut off or changed. */
function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['pack/hash', 'pack/size', 'edge/size', 'edge/cut'].includes(code)
}

/**
 * Opens a pack in two stages: ids, facts and neighbours, with which the memory ranks alone; then
 * the item tables and the encoder. A stage downloads its files at once, in the manifest's order.
 *
 * @param opened called after each stage
 * @param pause lets the page paint between two files, where it decodes them itself
 * @throws the first failure; one invalid file refuses the pack
 */
export async function openStages(
  manifest: Manifest,
  { get }: Pick<PackFiles, 'get'>,
  opened: (pack: ClientPack) => void,
  pause: () => Promise<void>,
): Promise<ClientPack> {
  const read = async <T>(role: Role, decode: (bytes: Uint8Array, shape: Manifest) => T) => {
    const bytes = await get(entryOf(manifest, role))
    await pause()
    return decode(bytes, manifest)
  }
  const [catalogue, neighbours] = await Promise.all([
    read('catalogue', decodeCatalogue),
    hasRole(manifest, 'neighbours') ? read('neighbours', decodeNeighbours) : null,
  ])
  const memory: ClientPack = {
    stage: 'memory',
    manifest,
    catalogue,
    neighbours,
    items: NO_ITEMS,
    weights: NO_WEIGHTS,
    prototypes: [],
  }
  if (neighbours) opened(memory)
  const [weights, items, prototypes] = await Promise.all([
    read('weights', decodeWeights),
    read('items', decodeItems),
    read('intents', decodeIntents),
  ])
  const whole: ClientPack = { ...memory, stage: 'items', weights, items, prototypes }
  opened(whole)
  return whole
}

/** @throws `pack/missing` for a role that the pack does not have */
export function entryOf({ files, name }: Manifest, role: Role): FileEntry {
  const entry = files.find((file) => file.role === role)
  if (entry) return entry
  throw failure(
    'pack/missing',
    `pack ${name} has no ${role}: rebuild it with this version of Tacit`,
  )
}

export function hasRole({ files }: Manifest, role: Role): boolean {
  return files.some((file) => file.role === role)
}

const NONE = new Float32Array(0)
const NO_ITEMS: ClientPack['items'] = {
  vectors: new Int8Array(0),
  scale: NONE,
  gain: NONE,
  bias: NONE,
  popularity: NONE,
  prototypes: NONE,
}
const NO_WEIGHTS: ClientPack['weights'] = { query: NONE, position: NONE, kind: NONE, age: NONE }
