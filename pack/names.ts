/** Every role of a file in a pack, in the order in which writers list them. */
export const ROLES = [
  'student',
  'weights',
  'scorer',
  'items',
  'neighbours',
  'intents',
  'catalogue',
] as const

export type Role = (typeof ROLES)[number]

const EXTENSIONS: Record<Role, string> = {
  student: 'onnx',
  weights: 'safetensors',
  scorer: 'onnx',
  items: 'safetensors',
  neighbours: 'safetensors',
  intents: 'json',
  catalogue: 'json',
}

/**
 * The name of a file by its content: `items.0123456789abcdef.safetensors`.
 *
 * @param sha256 hex digits; the name contains the first 16
 */
export function fileName(role: Role, sha256: string): string {
  return `${role}.${sha256.slice(0, 16)}.${EXTENSIONS[role]}`
}

/** Splits a file name into role and hash. Returns null for a name that no pack file has. */
export function parseFileName(name: string): { role: Role; hash: string } | null {
  const match = /^([a-z]+)\.([0-9a-f]{16})\.[a-z]+$/.exec(name)
  const role = ROLES.find((known) => known === match?.[1])
  return match && role && fileName(role, match[2]) === name ? { role, hash: match[2] } : null
}
