import {
  type FileEntry,
  type Head,
  type LoadedPack,
  type Manifest,
  openStages,
  type Rules,
  type StagedPack,
  verifyFile,
} from '@tacit-rec/pack'
import { type Downloads, download } from './download.ts'
import { failure } from './failure.ts'
import type { PackCache } from './platform.ts'
import { within } from './wait.ts'

/** What the SDK reads of a pack. ONNX files are fetched only by whoever runs them. */
export interface ClientPack extends Omit<LoadedPack, 'student' | 'scorer'> {
  /** `memory`: the memory ranks, with facts · `items`: the student ranks · `details`: all texts. */
  stage: 'memory' | 'items' | 'details'
}

/** A first shelf that is there before anything can rank. */
export interface FirstShelf extends Head {
  manifest: Manifest
  rules: Rules | null
}

/** The files of one catalogue: from this device where they are kept, else from the edge. */
export interface PackFiles {
  /** A verified file. */
  get(entry: FileEntry): Promise<Uint8Array>
  /** A verified file of this device; null if it keeps none that is intact. */
  kept(entry: FileEntry): Promise<Uint8Array | null>
  /** Where files come from that this device does not keep: an address that ends with `/`. */
  source: string
}

/**
 * Reads files through a cache.
 *
 * @param base …/v1/c/NAME
 */
export function packFiles(base: string, cache: PackCache | null, downloads: Downloads): PackFiles {
  const own = `${base}/files/`
  /** What a file is called in the cache, wherever it came from. */
  const urlOf = ({ name }: FileEntry) => own + name

  async function kept(entry: FileEntry): Promise<Uint8Array | null> {
    if (!cache) return null
    try {
      const response = await within(cache.match(urlOf(entry)), { milliseconds: downloads.timeout })
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

  const files: PackFiles = {
    kept,
    source: own,
    async get(entry) {
      const url = files.source + entry.name
      const stored = await kept(entry)
      if (stored) return stored
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
      void cache?.put(urlOf(entry), new Response(bytes)).catch(() => {})
      return bytes
    },
  }
  return files
}

/** Whether a download arrived, but is not the file: longer, shorter, cut off or changed. */
function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['pack/hash', 'pack/size', 'edge/size', 'edge/cut'].includes(code)
}

export interface Opening {
  /** Called with the first shelf, if the pack has one. */
  head(head: FirstShelf): void
  /** Called after each stage that can rank. */
  opened(pack: ClientPack): void
  /** Lets the page paint between two stages, where it decodes them itself. */
  pause(): Promise<void>
}

/**
 * Opens a pack in stages: a first shelf, then what the memory ranks with, then the student, then long
 * texts.
 *
 * @param manifest as `readManifest` gives it
 * @throws the first failure; one invalid file refuses the pack
 */
export async function openPack(
  manifest: Manifest,
  { get }: Pick<PackFiles, 'get'>,
  { head, opened, pause }: Opening,
): Promise<ClientPack> {
  let last: ClientPack | null = null
  const fetchFile = (_: string, __: AbortSignal, entry: FileEntry) => get(entry)
  for await (const found of openStages(manifest, fetchFile, { isVerified: true })) {
    if (found.stage === 'head') {
      if (found.head) head({ ...found.head, manifest, rules: found.rules })
      continue
    }
    const pack = packOf(found)
    if (pack) {
      last = { ...pack, manifest }
      opened(last)
    }
    await pause()
  }
  return last!
}

/** Roles of the files that {@link openPack} reads, in either format. */
const STAGED = new Set(
  'head rules ids catalogue neighbours popularity facts weights items intents prototypes details'.split(
    ' ',
  ),
)

/** The files of a pack that {@link openPack} reads. */
export function staged({ files }: Manifest): FileEntry[] {
  return files.filter(({ role }) => STAGED.has(role))
}

/** Null for a stage in which lists could show nothing but ids. */
function packOf(found: Exclude<StagedPack, { stage: 'head' }>): ClientPack | null {
  if (found.stage === 'memory') return null
  if (found.stage !== 'facts') return { ...found.pack, stage: found.stage }
  if (!found.pack.neighbours) return null
  return {
    ...found.pack,
    stage: 'memory',
    items: { vectors: new Int8Array(0), scale: NONE, gain: NONE, bias: NONE },
    weights: { query: NONE, position: NONE, kind: NONE, age: NONE },
    prototypes: [],
    prototypeVectors: NONE,
  }
}

/** @throws `pack/missing` for a role that the pack does not have */
export function entryOf({ files, name }: Manifest, role: string): FileEntry {
  const entry = files.find((file) => file.role === role)
  if (entry) return entry
  throw failure(
    'pack/missing',
    `pack ${name} has no ${role}: rebuild it with this version of Tacit`,
  )
}

const NONE = new Float32Array(0)
