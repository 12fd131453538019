import { gzipSync } from 'fflate'
import { invalidFile } from './errors.ts'
import { reasonOf, writeJson } from './json.ts'

/**
 * JSON, compressed. Equal values give equal bytes on every machine, which zlib does not promise: its
 * output depends on the processor.
 *
 * @returns `decoded`: bytes before compression, which readers need as a limit
 */
export function gzipJson(value: unknown): { bytes: Uint8Array; decoded: number } {
  const json = writeJson(value)
  return { bytes: gzipSync(json, { level: 9, mtime: 0 }), decoded: json.length }
}

/**
 * Decompresses gzip, and stops where it grows above what was declared.
 *
 * @param file the file's role, for errors
 * @param decoded bytes that must come out
 * @throws {TacitError} `pack/<file>`
 */
export async function gunzip(
  file: string,
  bytes: Uint8Array,
  decoded: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const out: Uint8Array[] = []
  let length = 0
  const gzip = new DecompressionStream('gzip')
  const writer = gzip.writable.getWriter()
  // A failed write fails the reading, too, which reports it.
  const written = writer
    .write(bytes as Uint8Array<ArrayBuffer>)
    .then(() => writer.close())
    .catch(() => {})
  const reader = gzip.readable.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > decoded) break
      out.push(value)
    }
  } catch (cause) {
    throw invalidFile(file, `not gzip (${reasonOf(cause)})`)
  } finally {
    await reader.cancel().catch(() => {})
    await written
  }
  if (length !== decoded)
    throw invalidFile(
      file,
      `decompresses to ${length} bytes or more, but the manifest declares ${decoded}`,
    )
  return joined(out, length)
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
