/** The extensions of files in a pack. A `json.gz` is gzip inside the file, not of the transfer. */
export const EXTENSIONS = ['safetensors', 'json', 'onnx', 'bin', 'json.gz'] as const
export type Extension = (typeof EXTENSIONS)[number]

/** The roles of format 2, in the order in which writers list them and devices need them. */
const FORMS = {
  /** Popular items by category with their facts, for a first shelf. */
  head: 'json.gz',
  /** The site's rules by placement, which the first shelf obeys too. */
  rules: 'json',
  /** Item ids; the row of an id is its index in every table. */
  ids: 'json.gz',
  /** The memory, which ranks alone. */
  neighbours: 'safetensors',
  popularity: 'json.gz',
  /** What is shown of the items or filtered by, in equal blocks of rows. */
  facts: 'json.gz',
  weights: 'safetensors',
  items: 'safetensors',
  /** Names of the prototypes; their vectors are in `prototypes`. */
  intents: 'json',
  prototypes: 'safetensors',
  /** Descriptions and other long texts, in blocks as `facts`. */
  details: 'json.gz',
  /** The values of columns that a query may name; for understanding what was typed. */
  lexicon: 'json.gz',
  /** Maps queries into the space of the items; for search. */
  tower: 'safetensors',
  /** Groups of similar items; for private learning. */
  clusters: 'safetensors',
  student: 'onnx',
  scorer: 'onnx',
  /** What the edge reads by range. */
  index: 'bin',
} as const satisfies Record<string, Extension>

/** A role that this version reads. A manifest may list others, which readers ignore. */
export type Role = keyof typeof FORMS | 'catalogue'
export const ROLES = Object.keys(FORMS) as Exclude<Role, 'catalogue'>[]
/** The roles of format 1, each of one file. */
export const ROLES_1 = [
  'student',
  'weights',
  'scorer',
  'items',
  'neighbours',
  'intents',
  'catalogue',
] as const satisfies Role[]

const KNOWN = new Map<string, Extension>([...Object.entries(FORMS), ['catalogue', 'json']])

/**
 * The name of a file by its content: `items.0123456789abcdef.safetensors`.
 *
 * @param role a {@link Role}, or one of a later version with its `extension`
 * @param sha256 hex digits; the name contains the first 16
 */
export function fileName(
  role: string,
  sha256: string,
  extension: Extension = KNOWN.get(role) ?? 'bin',
): string {
  return `${role}.${sha256.slice(0, 16)}.${extension}`
}

/** The parts of a file's name. */
export interface FileName {
  /** A {@link Role}, or one that a later version knows. */
  role: string
  /** The first 16 hex digits of the file's SHA-256. */
  hash: string
  extension: Extension
}

/** Splits a file name. Returns null for a name that no pack file has. */
export function parseFileName(name: string): FileName | null {
  const match = /^([a-z][a-z-]{0,39})\.([0-9a-f]{16})\.([a-z.]+)$/.exec(name)
  const extension = EXTENSIONS.find((known) => known === match?.[3])
  if (!match || !extension) return null
  const [, role, hash] = match
  return (KNOWN.get(role) ?? extension) === extension ? { role, hash, extension } : null
}
