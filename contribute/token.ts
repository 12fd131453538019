import { TacitError } from '@tacit-rec/pack'

/** What a token says: two items, an item and the cluster of the next, or the other way round. */
export const LAYERS = ['item-item', 'item-cluster', 'cluster-item'] as const
export type Layer = (typeof LAYERS)[number]

/** What every token of one catalogue and epoch has in common. */
export interface Context {
  catalogue: string
  /** Number of the epoch. */
  epoch: number
  /** k: how many devices must give a token before it can be read. */
  threshold: number
  /** SHA-256 of the clusters, 32 bytes: devices with other clusters never share a token. */
  clusters: Uint8Array
}

/** One layer of one pair: `i`, then `j`. Clusters are named by their number. */
export interface Token {
  layer: Layer
  i: string
  j: string
}

/** Version of the encoding, the first byte. */
const VERSION = 1
/** Layer of a slot that holds no token. */
const EMPTY = 255
const HASH_BYTES = 32
/** version, layer, epoch, k, hash of the clusters */
const HEAD_BYTES = 1 + 1 + 4 + 2 + HASH_BYTES
/** Max bytes of an id in UTF-8. Items with longer ids are not given. */
export const MAX_ID_BYTES = 72
const MAX_CATALOGUE_BYTES = 63
/** Bytes of every encoded token, whatever it says. */
export const TOKEN_BYTES = 256

/** Whether a text has no lone surrogate, which UTF-8 cannot encode. */
const isUnicode = (text: string) => !/\p{Surrogate}/u.test(text)

/** Whether a token can name this item. */
export function canName(id: string): boolean {
  const { length } = new TextEncoder().encode(id)
  return length > 0 && length <= MAX_ID_BYTES && isUnicode(id)
}

/**
 * x: version, layer, epoch, k, hash of the clusters, then catalogue, i and j with their lengths, then
 * zeros to {@link TOKEN_BYTES}. Different tokens and contexts have different encodings.
 *
 * @throws {TacitError} `contribute/token` for an id that is empty, too long or no Unicode text
 */
export function encodeToken(context: Context, { layer, i, j }: Token): Uint8Array {
  const bytes = new Uint8Array(TOKEN_BYTES)
  bytes[1] = LAYERS.indexOf(layer)
  let at = writeHead(bytes, context)
  const texts = [
    ['catalogue', context.catalogue, MAX_CATALOGUE_BYTES],
    ['item', i, MAX_ID_BYTES],
    ['item', j, MAX_ID_BYTES],
  ] as const
  for (const [what, text, max] of texts) {
    const encoded = new TextEncoder().encode(text)
    if (encoded.length === 0 || encoded.length > max || !isUnicode(text))
      throw new TacitError(
        'contribute/token',
        `[contribute] ${what} "${text.slice(0, 40)}" has ${encoded.length} bytes: a token takes ` +
          `1 to ${max} of valid Unicode`,
      )
    bytes[at++] = encoded.length
    bytes.set(encoded, at)
    at += encoded.length
  }
  return bytes
}

/**
 * What fills a slot without a token: random bytes where a token has its texts. No two devices
 * have the same, so nobody ever reads it, and it looks like any other once it is evaluated.
 */
export function emptySlot(context: Context): Uint8Array {
  const bytes = new Uint8Array(TOKEN_BYTES)
  bytes[1] = EMPTY
  crypto.getRandomValues(bytes.subarray(writeHead(bytes, context)))
  return bytes
}

function writeHead(bytes: Uint8Array, { epoch, threshold, clusters }: Context): number {
  const view = new DataView(bytes.buffer)
  bytes[0] = VERSION
  view.setUint32(2, epoch)
  view.setUint16(6, threshold)
  if (clusters.length !== HASH_BYTES) throw new Error('the hash of the clusters has 32 bytes')
  bytes.set(clusters, 8)
  return HEAD_BYTES
}

/**
 * Decodes what {@link encodeToken} encoded.
 *
 * @returns null unless the bytes are exactly a token's encoding in this context
 */
export function decodeToken(context: Context, bytes: Uint8Array): Token | null {
  const layer = LAYERS[bytes[1]]
  if (bytes.length !== TOKEN_BYTES || !layer) return null
  try {
    const texts: string[] = []
    let at = HEAD_BYTES
    for (let n = 0; n < 3; n++) {
      const end = at + 1 + bytes[at]
      texts.push(new TextDecoder('utf-8', DECODING).decode(bytes.subarray(at + 1, end)))
      at = end
    }
    const [, i, j] = texts
    const token = { layer, i, j }
    const again = encodeToken(context, token)
    return again.every((byte, n) => byte === bytes[n]) ? token : null
  } catch {
    return null
  }
}

const DECODING = { fatal: true, ignoreBOM: true }
