import { createHash } from 'node:crypto'

/** Share of users or items held out for the test, and again for the validation. */
export const TENTH = 0.1

/** The first 4 bytes of SHA-256(text), big-endian, / 2³²: h of docs/method.md#protocols. */
export function hashShare(text: string): number {
  return sha256(text).readUInt32BE(0) / 2 ** 32
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
