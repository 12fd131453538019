import * as v from 'valibot'
import { TacitError } from './errors.ts'
import { fileName, ROLES } from './names.ts'

/** The only pack format there is; a reader refuses every other number. */
export const FORMAT = 1
/** Opset of the ONNX files in a pack. */
export const OPSET = 17

/** Bounds of a manifest; a reader of hostile packs relies on them before it allocates. */
export const LIMITS = {
  items: 10_000_000,
  dim: 1024,
  intents: 64,
  history: 500,
  kinds: 256,
  /** Largest |value| in any float table: no product or sum of the encoder leaves float32. */
  magnitude: 1e6,
} as const

const POOLS = ['max', 'logsumexp', 'mean'] as const
export const ProtocolSchema = v.picklist([
  'ratio',
  'leave-one-out',
  'unseen-users',
  'cold-items',
  'all',
])

const count = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most))
const within = (least: number, most: number) =>
  v.pipe(v.number(), v.finite(), v.minValue(least), v.maxValue(most))
const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
const named = (most: number) => v.pipe(text(most), v.minLength(1))
const time = v.pipe(v.string(), v.isoTimestamp())

const ManifestSchema = v.object({
  format: v.literal(FORMAT),
  name: named(200),
  sequence: count(0, Number.MAX_SAFE_INTEGER),
  created: time,
  items: count(1, LIMITS.items),
  dim: v.pipe(count(4, LIMITS.dim), v.multipleOf(4)),
  intents: count(1, LIMITS.intents),
  prototypes: count(0, LIMITS.items),
  history: count(1, LIMITS.history),
  kinds: v.pipe(
    v.array(v.object({ name: named(100), weight: within(-1000, 1000) })),
    v.minLength(1),
    v.maxLength(LIMITS.kinds),
  ),
  score: v.object({
    pool: v.picklist(POOLS),
    temperature: within(1e-6, 1e6),
    beta: within(-1e6, 1e6),
    kappa: within(1e-9, 1e9),
    decay: within(0, 1),
  }),
  files: v.pipe(
    v.array(
      v.object({
        role: v.picklist(ROLES),
        name: v.string(),
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
        bytes: count(1, 2 ** 31 - 1),
      }),
    ),
    v.maxLength(ROLES.length),
  ),
  training: v.looseObject({
    protocol: ProtocolSchema,
    seed: v.pipe(v.number(), v.finite()),
    data: text(200),
    split: text(200),
  }),
  evaluation: v.optional(v.record(v.string(), v.unknown())),
  expires: v.optional(time),
  signature: v.optional(text(1000)),
})

/** How the K intents' scores become one. */
export type Pool = (typeof POOLS)[number]
/** How the events were split for training; `all`: fitted on every event. */
export type Protocol = v.InferOutput<typeof ProtocolSchema>
/** One file of a pack, named by its content. */
export interface FileEntry {
  role: (typeof ROLES)[number]
  name: string
  sha256: string
  bytes: number
}

/** `manifest.json`: everything a reader must know before it fetches a byte more. */
export interface Manifest {
  format: typeof FORMAT
  name: string
  /** Only grows; a roll-back is a new manifest with old files. */
  sequence: number
  /** ISO time. */
  created: string
  /** N. */
  items: number
  /** d, a multiple of 4. */
  dim: number
  /** K. */
  intents: number
  /** P. */
  prototypes: number
  /** L, the longest history that the encoder sees. */
  history: number
  /** Index = kind id. */
  kinds: { name: string; weight: number }[]
  score: {
    pool: Pool
    /** τ */
    temperature: number
    beta: number
    kappa: number
    decay: number
  }
  files: FileEntry[]
  training: {
    protocol: Protocol
    seed: number
    /** SHA-256 of the data, and of the split that was fitted. */
    data: string
    split: string
    [more: string]: unknown
  }
  evaluation?: Record<string, unknown>
  /** ISO time after which the manifest is not newly accepted. */
  expires?: string
  signature?: string
}

/**
 * Checks a parsed `manifest.json`. Unknown fields are dropped.
 *
 * @throws {TacitError} `pack/format` for another format, `pack/manifest` for anything that does
 *   not fit, with the path of the field
 */
export function parseManifest(json: unknown): Manifest {
  const format = (json as { format?: unknown } | null)?.format
  if (format !== undefined && format !== FORMAT) {
    throw new TacitError(
      'pack/format',
      `[pack] manifest.json: format ${show(format)} is unknown: this version reads format ` +
        `${FORMAT}; update Tacit or rebuild the pack`,
    )
  }
  const result = v.safeParse(ManifestSchema, json)
  if (!result.success) {
    const issue = result.issues[0]
    const path = v.getDotPath(issue)
    throw refuse(`${path ? `${path}: ` : ''}${issue.message.slice(0, 300)}`)
  }
  const manifest: Manifest = result.output
  if (manifest.prototypes > manifest.items) {
    throw refuse(`prototypes: ${manifest.prototypes} is more than the ${manifest.items} items`)
  }
  if (new Set(manifest.kinds.map((kind) => kind.name)).size < manifest.kinds.length) {
    throw refuse('kinds: a name is used twice')
  }
  validateManifestFiles(manifest.files)
  return manifest
}

/**
 * Every role exactly once (only `neighbours` may be missing), every file named by its content.
 *
 * @throws {TacitError} `pack/manifest`
 */
export function validateManifestFiles(files: readonly FileEntry[]): void {
  for (const role of ROLES) {
    const held = files.filter((file) => file.role === role).length
    if (held > 1) throw refuse(`files: ${role} is listed ${held} times`)
    if (held === 0 && role !== 'neighbours') throw refuse(`files: ${role} is missing`)
  }
  for (const { role, name, sha256 } of files) {
    const right = fileName(role, sha256)
    if (name !== right) throw refuse(`files: ${show(name)} should be named ${right}`)
  }
}

/** Decodes and checks the bytes of a `manifest.json`. @throws {TacitError} as parseManifest */
export function readManifest(bytes: Uint8Array): Manifest {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw refuse(`not JSON (${(cause as Error).message.slice(0, 200)})`)
  }
  return parseManifest(json)
}

/** The bytes of `manifest.json`. */
export function writeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)
}

/** Whether the manifest's `expires` has passed. @param now milliseconds since 1970 */
export function isExpired(manifest: Manifest, now: number): boolean {
  return manifest.expires !== undefined && Date.parse(manifest.expires) <= now
}

function refuse(what: string): TacitError {
  return new TacitError('pack/manifest', `[pack] manifest.json: ${what}: rebuild the pack`)
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100)
}
