import { TacitError } from '../errors.ts'
import { show } from '../guards.ts'
import { sha256Hex } from '../hash.ts'
import { fromBase64, toBase64Url } from './base64.ts'

const PREFIX = 'ed25519:'
const BYTES = 32

/** A public key as pages pin it. */
export interface PublicKey {
  /** The first 16 hex digits of the key's SHA-256: a name, which proves nothing. */
  keyid: string
  bytes: Uint8Array<ArrayBuffer>
}

/** `ed25519:` and the 32 bytes in base64url: the form that pages pin. */
export function formatPublicKey(bytes: Uint8Array): string {
  return `${PREFIX}${toBase64Url(bytes)}`
}

/** @throws {TacitError} `sign/key` */
export async function parsePublicKey(text: string): Promise<PublicKey> {
  const bytes = typeof text === 'string' && text.startsWith(PREFIX) ? decode(text) : null
  if (bytes?.length !== BYTES)
    throw new TacitError(
      'sign/key',
      `[sign] ${show(text)} is no public key: pin what tacit keys list prints, as ` +
        `"${PREFIX}" and 43 characters`,
    )
  return { keyid: await keyidOf(bytes), bytes }
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return fromBase64(text.slice(PREFIX.length))
  } catch {
    return null
  }
}

/** @param publicKey its 32 bytes */
export async function keyidOf(publicKey: Uint8Array): Promise<string> {
  return (await sha256Hex(publicKey)).slice(0, 16)
}
