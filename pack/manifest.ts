import * as v from 'valibot'
import { TacitError } from './errors.ts'
import { isRecord, show } from './guards.ts'
import { parseJson, reasonOf } from './json.ts'
import { parseFileName, ROLES, ROLES_1, type Role } from './names.ts'

/** The pack format that writers write. */
export const FORMAT = 2
/** The pack formats that readers open. They refuse every other number. */
export const FORMATS = [1, FORMAT] as const
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

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** Max files of a pack, of known and unknown roles together. */
const MAX_FILES = 1000
/** Max files of one role. */
export const MAX_PARTS = 32
/** Max files of the index, which no device loads. */
const MAX_INDEX_PARTS = 256

const FileEntrySchema = v.object({
  /** A `Role`, or one of a later version, which readers ignore. */
  role: text(40),
  name: text(80),
  sha256: hash,
  bytes: count(1, 2 ** 31 - 1),
  /** Which of the role's files it is, from 0; absent in a role of one file. */
  part: v.optional(count(0, MAX_FILES)),
  /** Whether a reader of the role can do without the file. */
  optional: v.optional(v.literal(true)),
  /** Bytes of a `json.gz` after decompression; readers stop there. */
  decoded: v.optional(count(1, 2 ** 31 - 1)),
  /** SHA-256 of the first block of an `index`, which lists the hashes of its other blocks. */
  root: v.optional(hash),
  /** Of the first file of an `index`: how its records are laid out. Readers take their own form alone. */
  form: v.optional(count(1, 1000)),
})

export const ManifestSchema = v.object({
  format: v.picklist(FORMATS),
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
    /** δ: how far dislikes push away; absent: not at all. */
    dislike: v.optional(within(0, 1e3)),
    /** How the odds of a list become a probability; absent: never measured. */
    calibration: v.optional(v.object({ slope: within(-1e3, 1e3), intercept: within(-1e3, 1e3) })),
  }),
  files: v.pipe(v.array(FileEntrySchema), v.maxLength(MAX_FILES)),
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
  /** SHA-256 of the exact bytes of the manifest before this one. */
  previous: v.optional(hash),
  /** Clients stop accepting the manifest as new after this time. */
  expires: v.optional(time),
  /** The share of devices that take this pack; all without it. */
  rollout: v.optional(v.object({ share: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)) })),
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
  if (format !== undefined && !FORMATS.some((known) => known === format)) {
    throw new TacitError(
      'pack/format',
      `[pack] manifest.json: format ${show(format)} is unknown: this version reads formats ` +
        `${FORMATS.join(' and ')}; update Tacit or rebuild the pack`,
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
  for (const { role, name, sha256 } of manifest.files) checkName(role, name, sha256)
  if (manifest.format === 1) checkRoles1(manifest.files)
  else checkRoles(manifest.files)
  return manifest
}

/** The files of a role, in the order of their parts. */
export function filesOf({ files }: { files: readonly FileEntry[] }, role: Role): FileEntry[] {
  return files.filter((file) => file.role === role).sort((a, b) => (a.part ?? 0) - (b.part ?? 0))
}

/** A file is named by its role and its content. */
function checkName(role: string, name: string, sha256: string): void {
  const parsed = parseFileName(name)
  if (parsed?.role !== role || parsed.hash !== sha256.slice(0, 16))
    throw invalid(`files: name ${show(name)} does not fit role ${show(role)} and its SHA-256`)
}

/** Format 1: every role exactly once; only `neighbours` is optional. */
function checkRoles1(files: readonly FileEntry[]): void {
  for (const role of ROLES_1) {
    const listed = files.filter((file) => file.role === role).length
    if (listed > 1) throw invalid(`files: ${role} is listed ${listed} times`)
    if (listed === 0 && role !== 'neighbours') throw invalid(`files: ${role} is missing`)
  }
  const other = files.find(({ role }) => !ROLES_1.some((known) => known === role))
  if (other) throw invalid(`files: role ${show(other.role)} is unknown in format 1`)
}

/** What every reader needs; a pack may lack the others. */
const REQUIRED: readonly Role[] = ['weights', 'ids', 'popularity', 'items', 'intents', 'prototypes']
/** Roles whose rows are split into blocks. */
const SPLIT: readonly Role[] = ['facts', 'details']

/** Format 2: the required roles, and of each known role its parts from 0. */
function checkRoles(files: readonly FileEntry[]): void {
  for (const role of ROLES) {
    const parts = filesOf({ files }, role)
    if (parts.length === 0 && REQUIRED.includes(role)) throw invalid(`files: ${role} is missing`)
    const max = role === 'index' ? MAX_INDEX_PARTS : SPLIT.includes(role) ? MAX_PARTS : 1
    if (parts.length > max)
      throw invalid(`files: ${role} is listed ${parts.length} times, more than ${max}`)
    const gzip = parts.find(({ name, decoded }) => name.endsWith('.gz') && !decoded)
    if (gzip) throw invalid(`files: ${gzip.name} does not declare its decoded bytes`)
    if (role === 'index' && parts.length > 0 && !parts[0].root)
      throw invalid(`files: ${parts[0].name} does not declare its root`)
    const wrong = parts.findIndex(({ part = 0 }, n) => part !== n)
    if (wrong >= 0) throw invalid(`files: part ${wrong} of ${role} is missing or listed twice`)
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
