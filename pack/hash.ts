import { TacitError } from './errors.ts'
import type { FileEntry } from './manifest.ts'

/**
 * SHA-256 by WebCrypto, 32 bytes.
 *
 * @throws {TacitError} `pack/crypto` where WebCrypto is missing: on pages served over plain http,
 *   and in Node 18 without `--experimental-global-webcrypto`
 */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  if (!globalThis.crypto?.subtle) {
    throw new TacitError(
      'pack/crypto',
      '[pack] crypto.subtle is missing, so packs cannot be verified: serve the page over https ' +
        '(Node 18: add --experimental-global-webcrypto)',
    )
  }
  // The cast excludes SharedArrayBuffer, which WebCrypto refuses at run time.
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
}

/** SHA-256 as 64 hex digits. @throws {TacitError} as {@link sha256} */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return toHex(await sha256(bytes))
}

/** Two hex digits for each byte. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Checks a file's length and then its hash against its entry in the manifest.
 *
 * @throws {TacitError} `pack/size` or `pack/hash`
 */
export async function verifyFile(
  { name, bytes: expected, sha256 }: FileEntry,
  bytes: Uint8Array,
): Promise<void> {
  if (!(bytes instanceof Uint8Array)) {
    throw new TacitError(
      'pack/size',
      `[pack] ${name}: no bytes: copy the pack again, or train it again`,
    )
  }
  if (bytes.byteLength !== expected) {
    throw new TacitError(
      'pack/size',
      `[pack] ${name}: has ${bytes.byteLength} bytes, but the manifest declares ${expected}: ` +
        'copy the pack again, or train it again',
    )
  }
  const actual = await sha256Hex(bytes)
  if (actual !== sha256) {
    throw new TacitError(
      'pack/hash',
      `[pack] ${name}: has SHA-256 ${actual}, but the manifest declares ${sha256}: ` +
        'copy the pack again, or train it again',
    )
  }
}
