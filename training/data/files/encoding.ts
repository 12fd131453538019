import { isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'

const NEWLINE = 10

/** Character encodings as `TextDecoder` names them → as people do. */
const NAMES: Record<string, string> = {
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
  'windows-1250': 'Windows-1250',
  'windows-1251': 'Windows-1251',
  'windows-1253': 'Windows-1253',
  'windows-1254': 'Windows-1254',
  'iso-8859-2': 'ISO-8859-2',
  'koi8-r': 'KOI8-R',
  shift_jis: 'Shift JIS',
  'euc-jp': 'EUC-JP',
  'euc-kr': 'EUC-KR',
  gb18030: 'GB 18030',
  big5: 'Big5',
}
/** In these, a line break is always the byte 10. */
const BY_LINE = /^(windows|iso|koi)/
/** chardet's least confidence for an encoding other than Windows-1252. */
const MIN_CONFIDENCE = 40
/** Encodings of Latin letters. */
const LATIN = /^(windows-125[024]|iso-8859-)/
/** Shorter runs of bytes above ASCII are accents. */
const MIN_RUN = 1.5

/** `utf-8`, or a name for `TextDecoder`. */
export type Encoding = string

/** The encoding of a text by its first bytes. */
export function encodingOf(head: Buffer, whole: boolean): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  for (let at = 0; at < Math.min(head.length, 4096); at++) if (head[at] === 0) zeros[at % 2]++
  const half = Math.min(head.length, 4096) / 2
  if (zeros[1] > half * 0.4 && zeros[0] < half * 0.1) return 'utf-16le'
  if (zeros[0] > half * 0.4 && zeros[1] < half * 0.1) return 'utf-16be'
  const declared = /^\s*<\?xml[^>]*encoding=["']([\w-]+)["']/i.exec(head.toString('latin1', 0, 200))
  if (isUtf8(whole ? head : wholeLines(head))) return 'utf-8'
  return known(declared?.[1].toLowerCase()) ?? legacyOf(head)
}

/** The name of an encoding for people. */
export function encodingName(encoding: Encoding): string {
  return NAMES[encoding] ?? encoding.toUpperCase()
}

function known(label: string | undefined): Encoding | undefined {
  if (label === undefined || /^utf-?8$/.test(label)) return undefined
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

/** The encoding of bytes that are not UTF-8, from the lines that are not. */
export function legacyOf(bytes: Buffer): Encoding {
  const lines: Buffer[] = []
  for (let from = 0; from < bytes.length && lines.length < 2000; ) {
    const end = bytes.indexOf(NEWLINE, from)
    const line = bytes.subarray(from, end < 0 ? bytes.length : end + 1)
    if (line.some((byte) => byte > 127)) lines.push(line)
    from += line.length
  }
  const text = Buffer.concat(lines)
  const isolated = runLength(text) < MIN_RUN
  for (const { name, confidence } of analyse(text)) {
    const encoding = known(name.toLowerCase())
    // Accents stand alone among letters of ASCII; letters of other scripts do not.
    if (isolated && encoding !== undefined && !LATIN.test(encoding)) continue
    if (encoding === undefined || /^utf|^iso-2022/.test(encoding)) continue
    if (encoding === 'windows-1252' || confidence < MIN_CONFIDENCE) break
    if (encoding in NAMES) return encoding
  }
  return 'windows-1252'
}

/** Mean length of the runs of bytes above ASCII. */
function runLength(bytes: Buffer): number {
  let [runs, high] = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] < 128) continue
    high++
    if (at === 0 || bytes[at - 1] < 128) runs++
  }
  return high / Math.max(1, runs)
}

/** Bytes up to the last line break, since a character may be cut off after it. */
function wholeLines(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(NEWLINE)
  return end < 0 ? bytes.subarray(0, Math.max(0, bytes.length - 4)) : bytes.subarray(0, end)
}

/**
 * Bytes in UTF-8, without byte order mark and NUL characters. Lines that are UTF-8 stay as they are
 * where the encoding allows it, because files that were glued together mix encodings.
 */
export async function* toUtf8(
  bytes: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<Buffer> {
  const byLine = encoding === 'utf-8' || BY_LINE.test(encoding)
  let first = true
  for await (const part of byLine ? decodedLines(bytes, encoding) : decoded(bytes, encoding)) {
    let clean = part.includes(0) ? Buffer.from(part.filter((byte) => byte !== 0)) : part
    if (first && clean[0] === 0xef && clean[1] === 0xbb && clean[2] === 0xbf)
      clean = clean.subarray(3)
    if (clean.length > 0) first = false
    yield clean
  }
}

async function* decoded(bytes: AsyncIterable<Buffer>, encoding: Encoding) {
  const decoder = new TextDecoder(encoding)
  for await (const part of bytes) yield Buffer.from(decoder.decode(part, { stream: true }))
  yield Buffer.from(decoder.decode())
}

async function* decodedLines(bytes: AsyncIterable<Buffer>, encoding: Encoding) {
  let legacy = encoding === 'utf-8' ? null : new TextDecoder(encoding)
  for await (const lines of linesOf(bytes)) {
    if (isUtf8(lines)) {
      yield lines
      continue
    }
    legacy ??= new TextDecoder(legacyOf(lines))
    for (let from = 0; from < lines.length; ) {
      const end = lines.indexOf(NEWLINE, from)
      const line = lines.subarray(from, end < 0 ? lines.length : end + 1)
      yield isUtf8(line) ? line : Buffer.from(legacy.decode(line))
      from += line.length
    }
  }
}

/** The bytes in portions of whole lines. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const part of bytes) {
    const end = part.lastIndexOf(NEWLINE) + 1
    if (end > 0) {
      yield rest.length > 0
        ? Buffer.concat([...rest, part.subarray(0, end)])
        : part.subarray(0, end)
      rest = []
    }
    if (end < part.length) rest.push(part.subarray(end))
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}
