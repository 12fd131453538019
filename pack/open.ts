import { TacitError } from './errors.ts'
import { type FetchFile, fetchVerified } from './files.ts'
import type { Head } from './head.ts'
import { type FileEntry, type Manifest, parseManifest } from './manifest.ts'
import { type PackParts, type PartName, partsFrom, rolesOf } from './parts.ts'
import type { Rules } from './rules.ts'
import type { LoadedPack } from './types.ts'

export interface OpenOptions {
  signal?: AbortSignal
  /** Max total size of the files, as declared and after decompression; default 1 GiB. */
  maxBytes?: number
}

export interface OpenPackOptions extends OpenOptions {
  /** Whether to fetch and check every listed file: the ONNX files, the head, unknown roles; default false. */
  all?: boolean
}

export interface OpenStagesOptions extends OpenOptions {
  /** Whether the manifest was parsed by this package, and `fetchFile` checks lengths and hashes. */
  isVerified?: boolean
}

/** A pack in which the memory alone can rank. */
export type MemoryPack = Pick<
  LoadedPack,
  'manifest' | 'neighbours' | 'popularity' | 'catalogue' | 'rules'
>

/** What a device has after each stage. */
export type StagedPack =
  /** A first shelf, the same for everybody; null in a pack without. */
  | { stage: 'head'; manifest: Manifest; head: Head | null; rules: Rules | null }
  /** The memory ranks; the catalogue has ids alone. */
  | { stage: 'memory'; pack: MemoryPack }
  /** The catalogue has the facts of shelves and filters. */
  | { stage: 'facts'; pack: MemoryPack }
  /** The whole student ranks and says why. */
  | { stage: 'items'; pack: LoadedPack }
  /** The catalogue has descriptions and other long texts, too. */
  | { stage: 'details'; pack: LoadedPack }

export type Stage = StagedPack['stage']

/** The parts of each stage. */
const STAGES = {
  head: ['head', 'rules'],
  memory: ['ids', 'neighbours', 'popularity'],
  facts: ['facts'],
  items: ['weights', 'items', 'prototypes', 'prototypeVectors'],
  details: ['details'],
} as const satisfies Partial<Record<Stage, readonly PartName[]>>

/** Everything but the head, which is a copy of other parts. */
const WHOLE = Object.values(STAGES)
  .flat()
  .filter((part) => part !== 'head')

/**
 * Opens a pack. Checks the manifest, fetches the files at once in the manifest's order, checks each
 * file's length and hash, then its content. One invalid file refuses the whole pack.
 *
 * @param manifestJson the parsed `manifest.json`, of either format
 * @throws {TacitError} `pack/…` with the file and the reason; errors of `fetchFile` pass through
 */
export async function openPack(
  manifestJson: unknown,
  fetchFile: FetchFile,
  { all = false, ...options }: OpenPackOptions = {},
): Promise<LoadedPack> {
  const manifest = parseManifest(manifestJson)
  const entries = all ? manifest.files : entriesOf(manifest, WHOLE)
  assertSize(manifest, entries, options)
  const parts = await fetchParts(manifest, entries, fetchFile, options)
  const first = await openMemory(manifest, parts, await parts.rules())
  const facts = await parts.facts(first.catalogue.ids)
  const pack = await openItems({ ...first, catalogue: await parts.details(facts) }, parts)
  if (!all) return pack
  await parts.head()
  const [lexicon, tower, clusters] = await Promise.all([
    parts.lexicon(),
    parts.tower(),
    parts.clusters(),
  ])
  const extra = {
    ...(lexicon && { lexicon }),
    ...(tower && { tower }),
    ...(clusters && { clusters }),
  }
  return { ...pack, ...extra, ...(await parts.models()) }
}

/** Opens a pack from files in memory, by name. @throws {TacitError} as {@link openPack} */
export function openPackFrom(
  manifestJson: unknown,
  files: ReadonlyMap<string, Uint8Array>,
  options?: OpenPackOptions,
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

/**
 * Opens a pack by stages, in the order in which a device has use for them. The files of a stage are
 * fetched when it is asked for, at once and in the manifest's order. An invalid file ends the stages
 * with an error; what was yielded before stays valid. ONNX files are left out: see `packParts`.
 *
 * A pack of format 1 has no head, and yields its other stages after all of its files.
 *
 * @throws {TacitError} as {@link openPack}
 * @example
 * for await (const opened of openStages(manifest, fetchFile))
 *   if (opened.stage === 'memory') rankWith(opened.pack)
 */
export async function* openStages(
  manifestJson: unknown,
  fetchFile: FetchFile,
  { isVerified = false, ...options }: OpenStagesOptions = {},
): AsyncGenerator<StagedPack, void, void> {
  const manifest = isVerified ? (manifestJson as Manifest) : parseManifest(manifestJson)
  assertSize(manifest, entriesOf(manifest, ['head', ...WHOLE]), options)
  const fetched = (parts: readonly PartName[]) =>
    fetchParts(manifest, entriesOf(manifest, parts), fetchFile, { ...options, isVerified })
  const first = await fetched(STAGES.head)
  const [head, rules] = await Promise.all([first.head(), first.rules()])
  yield { stage: 'head', manifest, head, rules }

  const whole = manifest.format === 1 ? await fetched(WHOLE) : null
  const memory = await openMemory(manifest, whole ?? (await fetched(STAGES.memory)), rules)
  yield { stage: 'memory', pack: memory }

  const facts = whole ?? (await fetched(STAGES.facts))
  const shown = { ...memory, catalogue: await facts.facts(memory.catalogue.ids) }
  yield { stage: 'facts', pack: shown }

  const pack = await openItems(shown, whole ?? (await fetched(STAGES.items)))
  yield { stage: 'items', pack }

  const details = whole ?? (await fetched(STAGES.details))
  yield { stage: 'details', pack: { ...pack, catalogue: await details.details(pack.catalogue) } }
}

async function openMemory(
  manifest: Manifest,
  parts: PackParts,
  rules: Rules | null,
): Promise<MemoryPack> {
  return {
    manifest,
    neighbours: await parts.neighbours(),
    popularity: await parts.popularity(),
    catalogue: { ids: await parts.ids() },
    rules,
  }
}

async function openItems(memory: MemoryPack, parts: PackParts): Promise<LoadedPack> {
  return {
    ...memory,
    weights: await parts.weights(),
    items: await parts.items(),
    prototypes: await parts.prototypes(),
    prototypeVectors: await parts.prototypeVectors(),
    student: null,
    scorer: null,
  }
}

function assertSize(
  { name }: Manifest,
  entries: readonly FileEntry[],
  { maxBytes = 2 ** 30 }: OpenOptions,
): void {
  const total = entries.reduce((sum, { bytes, decoded = 0 }) => sum + bytes + decoded, 0)
  if (total > maxBytes)
    throw new TacitError(
      'pack/size',
      `[pack] ${name}: ${total} bytes exceed maxBytes = ${maxBytes}: ` +
        'raise maxBytes or build a smaller pack',
    )
}

/** The files of some parts, in the manifest's order. */
function entriesOf(manifest: Manifest, parts: readonly PartName[]): FileEntry[] {
  const roles = new Set<string>(parts.flatMap((part) => rolesOf(part, manifest)))
  return manifest.files.filter(({ role }) => roles.has(role))
}

/** Fetches some files at once, and verifies them unless they are. One invalid file stops the others. */
async function fetchParts(
  manifest: Manifest,
  entries: readonly FileEntry[],
  fetchFile: FetchFile,
  { signal, isVerified }: OpenStagesOptions,
): Promise<PackParts> {
  // `throwIfAborted` and `reason` are younger than the browsers that docs/sdk.md names.
  if (signal?.aborted) throw signal.reason ?? new DOMException('aborted', 'AbortError')
  const stop = new AbortController()
  // AbortSignal.any would do it, but Node 18 and Safari before 17.4 lack it.
  const abort = () => stop.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    const files = await Promise.all(
      entries.map(async (entry) => {
        const bytes = isVerified
          ? await fetchFile(entry.name, stop.signal, entry)
          : await fetchVerified(entry, fetchFile, stop.signal)
        return [entry.name, bytes] as const
      }),
    )
    const byName = new Map(files)
    return partsFrom(manifest, async ({ name }) => byName.get(name)!)
  } catch (error) {
    // One invalid file refuses the pack, so the other fetches are useless.
    stop.abort()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
