import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { TacitError } from '@tacit-rec/pack'
import { hasQuotes, type SourceFile } from './sources.ts'

const NEWLINE = 10
const RETURN = 13
const QUOTE = 34

/** The bytes of a text file, decompressed. */
async function* bytesOf(file: SourceFile): AsyncGenerator<Buffer> {
  const raw = createReadStream(file.path)
  try {
    yield* file.gzip ? raw.pipe(createGunzip()) : raw
  } catch (error) {
    throw new TacitError(
      'data/unreadable',
      `${file.path}: ${(error as Error).message}: check that the file is complete`,
    )
  } finally {
    raw.destroy()
  }
}

/** The first line of a text file, without byte order mark and line end. */
export async function firstLine(file: SourceFile): Promise<string> {
  const parts: Buffer[] = []
  for await (const bytes of bytesOf(file)) {
    const end = bytes.indexOf(NEWLINE)
    parts.push(end < 0 ? bytes : bytes.subarray(0, end))
    if (end >= 0) break
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r$/, '')
}

/**
 * The line on which a record begins. DuckDB counts rows, but a row may span lines or follow blank
 * ones. Reads the file again, since only errors need it.
 *
 * @param record 0 for the first record after the header (JSONL has no header)
 * @returns 1 for the first line of the file
 */
export async function lineOfRecord(file: SourceFile, record: number): Promise<number> {
  const quotes = hasQuotes(file)
  let left = file.format === 'jsonl' ? record : record + 1
  let line = 1
  let started = 0 // first line of the current record; 0 between records
  let inside = false
  for await (const bytes of bytesOf(file)) {
    for (const byte of bytes) {
      if (byte === NEWLINE) {
        if (!inside && started > 0) {
          if (left-- === 0) return started
          started = 0
        }
        line++
      } else if (byte !== RETURN) {
        if (quotes && byte === QUOTE) inside = !inside
        if (started === 0) started = line
      }
    }
  }
  return started || line
}

/** The line of byte `position` in a text file; line ends at the position are skipped. */
export async function lineOfByte(file: SourceFile, position: number): Promise<number> {
  let line = 1
  let at = 0
  for await (const bytes of bytesOf(file)) {
    for (const byte of bytes) {
      if (at >= position && byte !== NEWLINE && byte !== RETURN) return line
      if (byte === NEWLINE) line++
      at++
    }
  }
  return line
}
