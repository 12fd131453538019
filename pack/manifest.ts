import * as v from 'valibot'
import { TacitError } from './errors.ts'
import { isRecord, show } from './guards.ts'
import { parseJson, reasonOf } from './json.ts'
import { fileName, ROLES } from './names.ts'

/** The only pack format. Readers refuse every other number. */
export const FORMAT = 1
/** Opset of the ONNX files in a pack. */
export const OPSET = 17

/** Bounds of a manifest. They limit what a reader allocates for a hostile pack. */
export const LIMITS = {
  items: 10_000_000,
  dim: 1024,
  intents: 64,
  history: 500,
  kinds: 256,
  /** Max |weight| of a kind of event. */
  kindWeight: 1e6,
  /** Max |value| in any float table: keeps every product and sum of the encoder within float32. */
  magnitude: 1e6,
} as const

const count = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max))
const within = (min: number, max: number) =>
  v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max))
const text = (maxLength: number) => v.pipe(v.string(), v.maxLength(maxLength))
const nonEmpty = (maxLength: number) => v.pipe(text(maxLength), v.minLength(1))
const time = v.pipe(v.string(), v.isoTimestamp())

const PoolSchema = v.picklist(['max', 'logsumexp', 'mean'])
export const ProtocolSchema = v.picklist([
  'ratio',
  'leave-one-out',
  'unseen-users',
  'cold-items',
  'all',
])

const FileEntrySchema = v.object({
  role: v.picklist(ROLES),
  name: v.string(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: count(1, 2 ** 31 - 1),
})

const ManifestSchema = v.object({
  format: v.literal(FORMAT),
  name: nonEmpty(200),
  /** Only increases. A roll-back is a new manifest with old files. */
  sequence: count(0, Number.MAX_SAFE_INTEGER),
  created: time,
  /** N. */
  items: count(1, LIMITS.items),
  /** d, a multiple of 4. */
  dim: v.pipe(count(4, LIMITS.dim), v.multipleOf(4)),
  /** K. */
  intents: count(1, LIMITS.intents),
  /** P. */
  prototypes: count(0, LIMITS.items),
  /** L, the max number of events that the encoder reads. */
  history: count(1, LIMITS.history),
  /** The index is the kind's id. New packs list the whole vocabulary of `kinds.ts`. */
  kinds: v.pipe(
    v.array(
      v.object({ name: nonEmpty(100), weight: within(-LIMITS.kindWeight, LIMITS.kindWeight) }),
    ),
    v.minLength(1),
    v.maxLength(LIMITS.kinds),
  ),
  /** Parameters of the score: docs/architecture.md#score. */
  score: v.object({
    pool: PoolSchema,
    /** τ */
    temperature: within(1e-6, 1e6),
    /** β */
    beta: within(-1e6, 1e6),
    /** κ */
    kappa: within(1e-9, 1e9),
    decay: within(0, 1),
  }),
  files: v.pipe(v.array(FileEntrySchema), v.maxLength(ROLES.length)),
  /** What the pack was trained from. Training adds fields of its own. */
  training: v.looseObject({
    protocol: ProtocolSchema,
    seed: v.pipe(v.number(), v.finite()),
    /** SHA-256 of the data. */
    data: text(200),
    /** SHA-256 of the split that was fitted. */
    split: text(200),
  }),
  evaluation: v.optional(v.record(v.string(), v.unknown())),
  /** Clients stop accepting the manifest as new after this time. */
  expires: v.optional(time),
  signature: v.optional(text(1000)),
})

/** How the scores of the K intents are pooled into one. */
export type Pool = v.InferOutput<typeof PoolSchema>
/** How the events were split for training. `all`: fitted on every event. */
export type Protocol = v.InferOutput<typeof ProtocolSchema>
/** One file of a pack, named by its content. */
export type FileEntry = v.InferOutput<typeof FileEntrySchema>
/** `manifest.json`: everything that a reader needs before it fetches a file. */
export type Manifest = v.InferOutput<typeof ManifestSchema>
/** The fields of a manifest that determine every shape in the files. */
export type Shape = Pick<Manifest, 'items' | 'dim' | 'intents' | 'prototypes' | 'history' | 'kinds'>

/**
 * Checks a parsed `manifest.json`. Unknown fields are dropped.
 *
 * @throws {TacitError} `pack/format` for another format, else `pack/manifest` with the path of the
 *   invalid field
 */
export function parseManifest(json: unknown): Manifest {
  const format = isRecord(json) ? json.format : undefined
  if (format !== undefined && format !== FORMAT) {
    throw new TacitError(
      'pack/format',
      `[pack] manifest.json: format ${show(format)} is unknown: this version reads format ` +
        `${FORMAT}; update Tacit or rebuild the pack`,
    )
  }
  const result = v.safeParse(ManifestSchema, json)
  if (!result.success) {
    const [issue] = result.issues
    const path = v.getDotPath(issue)
    throw invalid(`${path ? `${path}: ` : ''}${issue.message.slice(0, 300)}`)
  }
  const manifest = result.output
  if (manifest.prototypes > manifest.items) {
    throw invalid(`prototypes: ${manifest.prototypes} is more than the ${manifest.items} items`)
  }
  if (new Set(manifest.kinds.map((kind) => kind.name)).size < manifest.kinds.length) {
    throw invalid('kinds: a name occurs twice')
  }
  validateManifestFiles(manifest.files)
  return manifest
}

/**
 * Checks the list of files: every role exactly once (only `neighbours` is optional), every file
 * named by its content.
 *
 * @throws {TacitError} `pack/manifest`
 */
export function validateManifestFiles(files: readonly FileEntry[]): void {
  for (const role of ROLES) {
    const listed = files.filter((file) => file.role === role).length
    if (listed > 1) throw invalid(`files: ${role} is listed ${listed} times`)
    if (listed === 0 && role !== 'neighbours') throw invalid(`files: ${role} is missing`)
  }
  for (const { role, name, sha256 } of files) {
    const expected = fileName(role, sha256)
    if (name !== expected) throw invalid(`files: name ${show(name)} must be ${expected}`)
  }
}

/** Decodes and checks the bytes of a `manifest.json`. @throws {TacitError} as parseManifest */
export function readManifest(bytes: Uint8Array): Manifest {
  let json: unknown
  try {
    json = parseJson(bytes)
  } catch (cause) {
    throw invalid(`not JSON (${reasonOf(cause)})`)
  }
  return parseManifest(json)
}

/** The bytes of `manifest.json`. */
export function writeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)
}

/** Whether the manifest's `expires` has passed. @param now milliseconds since 1970 */
export function isExpired({ expires }: Manifest, now: number): boolean {
  return expires !== undefined && Date.parse(expires) <= now
}

function invalid(problem: string): TacitError {
  return new TacitError('pack/manifest', `[pack] manifest.json: ${problem}: rebuild the pack`)
}
