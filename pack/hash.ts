import { TacitError } from './errors.ts'
import type { FileEntry } from './manifest.ts'

/**
 * SHA-256 by WebCrypto, as 64 hex digits.
 *
 * @throws {TacitError} `pack/crypto` where a browser page is served over plain http
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new TacitError(
      'pack/crypto',
      '[pack] crypto.subtle is missing: packs can be checked only on pages served over https',
    )
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
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
    throw new TacitError('pack/size', `[pack] ${name}: no bytes: upload or publish it again`)
  }
  if (bytes.byteLength !== expected) {
    throw new TacitError(
      'pack/size',
      `[pack] ${name}: ${bytes.byteLength} bytes where the manifest says ${expected}: ` +
        'publish the pack again',
    )
  }
  const found = await sha256Hex(bytes)
  if (found !== sha256) {
    throw new TacitError(
      'pack/hash',
      `[pack] ${name}: its SHA-256 is ${found} where the manifest says ${sha256}: ` +
        'publish the pack again',
    )
  }
}
