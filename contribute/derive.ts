/** Separates this protocol's keys from those that others derive. */
const PROTOCOL = 'tacit/contribute/1 '

/**
 * HKDF-SHA-512 (RFC 5869) by WebCrypto, with an empty salt and `label` as info.
 *
 * @param secret input keying material
 * @param length bytes, at most 255 · 64
 */
export async function derive(
  secret: Uint8Array,
  label: string,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return deriveFrom(await importSecret(secret), label, length)
}

/** A secret from which several values are derived. */
export function importSecret(secret: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret as Uint8Array<ArrayBuffer>, 'HKDF', false, [
    'deriveBits',
  ])
}

/** As {@link derive}. */
export async function deriveFrom(
  secret: CryptoKey,
  label: string,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const info = new TextEncoder().encode(PROTOCOL + label)
  const algorithm = { name: 'HKDF', hash: 'SHA-512', salt: new Uint8Array(), info }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, secret, 8 * length))
}
