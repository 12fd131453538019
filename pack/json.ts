import { invalidFile } from './errors.ts'
import { isRecord } from './guards.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses UTF-8 JSON strictly.
 *
 * @throws {SyntaxError | TypeError} for invalid JSON or invalid UTF-8
 */
export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(decoder.decode(bytes))
}

/**
 * Decodes a JSON object.
 *
 * @param file the file's role, for errors
 * @throws {TacitError} `pack/<file>`
 */
export function readJson(file: string, bytes: Uint8Array): Record<string, unknown> {
  let json: unknown
  try {
    json = parseJson(bytes)
  } catch (cause) {
    throw invalidFile(file, `not JSON (${reasonOf(cause)})`)
  }
  if (!isRecord(json)) throw invalidFile(file, 'not a JSON object')
  return json
}

/** Encodes JSON without spaces. */
export function writeJson(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}

/** The message of a caught error, cut so that it fits into one of ours. */
export function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 200)
}
