import { refuse } from './tensors.ts'

/** Decodes a JSON object. @param file the file's role. @throws {TacitError} `pack/<file>` */
export function readJson(file: string, bytes: Uint8Array): Record<string, unknown> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw refuse(file, `not JSON (${(cause as Error).message.slice(0, 200)})`)
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw refuse(file, 'not a JSON object')
  }
  return json as Record<string, unknown>
}

/** Encodes JSON without spaces. */
export function writeJson(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}
