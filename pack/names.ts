/** What a file is for. */
export type Role =
  | 'student'
  | 'weights'
  | 'scorer'
  | 'items'
  | 'neighbours'
  | 'intents'
  | 'catalogue'

const EXTENSIONS: Record<Role, string> = {
  student: 'onnx',
  weights: 'safetensors',
  scorer: 'onnx',
  items: 'safetensors',
  neighbours: 'safetensors',
  intents: 'json',
  catalogue: 'json',
}

/** Every role, in the order that writers list them. */
export const ROLES: readonly [Role, ...Role[]] = [
  'student',
  'weights',
  'scorer',
  'items',
  'neighbours',
  'intents',
  'catalogue',
]

/**
 * The name of a file by its content: `items.0123456789abcdef.safetensors`.
 *
 * @param sha256 64 hex digits, of which the name carries the first 16
 */
export function fileName(role: Role, sha256: string): string {
  return `${role}.${sha256.slice(0, 16)}.${EXTENSIONS[role]}`
}

/** Takes a file's name apart, or null when it is not a pack file's. */
export function parseFileName(name: string): { role: Role; hash: string } | null {
  const match = /^([a-z]+)\.([0-9a-f]{16})\.[a-z]+$/.exec(name)
  const role = ROLES.find((known) => known === match?.[1])
  return match && role && fileName(role, match[2]) === name ? { role, hash: match[2] } : null
}
