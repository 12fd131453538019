import { TextDecoder } from 'node:util'

const DECLARED = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i

/** The text of a page or feed in its own encoding: byte order mark, header, declaration, UTF-8. */
export function decode(body: Uint8Array, type = ''): string {
  return decoderOf(body, type).decode(body)
}

/** The decoder for a document that begins with these bytes. */
export function decoderOf(start: Uint8Array, type = ''): TextDecoder {
  const head = Buffer.from(start.subarray(0, 2048)).toString('latin1')
  const declared = head.match(DECLARED)
  const label =
    marked(start) ?? type.match(/charset\s*=\s*"?([\w-]+)/i)?.[1] ?? declared?.[1] ?? declared?.[2]
  try {
    return new TextDecoder(label ?? 'utf-8')
  } catch {
    return new TextDecoder()
  }
}

function marked([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return a === 0xef && b === 0xbb && c === 0xbf ? 'utf-8' : undefined
}
