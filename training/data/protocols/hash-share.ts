import { createHash } from 'node:crypto'

/** The share of users or items that a protocol holds out to test on, and as many to choose on. */
export const TENTH = 0.1

/** h of METHOD.md 4: the first 4 bytes, big-endian, of SHA-256(text) / 2³², in [0, 1). */
export function hashShare(text: string): number {
  return sha256(text).readUInt32BE(0) / 2 ** 32
}

/** SHA-256 of a text. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
