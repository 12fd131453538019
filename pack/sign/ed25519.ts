/** Whether a public key made a signature over a message. */
export type VerifySignature = (
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
  publicKey: Uint8Array<ArrayBuffer>,
) => Promise<boolean>

/**
 * Verifies an Ed25519 signature (RFC 8032) by WebCrypto: Node, workerd, Chromium 137, Firefox 129,
 * Safari 17. Where a browser lacks it, this rejects with a `NotSupportedError`; the SDK then loads a
 * library.
 */
export const verifyEd25519: VerifySignature = async (signature, message, publicKey) => {
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, signature, message)
}

/** A private key as JWK (RFC 8037). */
export interface PrivateKey {
  kty: 'OKP'
  crv: 'Ed25519'
  /** The public key in base64url. */
  x: string
  d: string
}

/** Signs by WebCrypto. Ed25519 is deterministic: equal messages get equal signatures. */
export async function signEd25519(
  message: Uint8Array<ArrayBuffer>,
  { kty, crv, x, d }: PrivateKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, d }, 'Ed25519', false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, message))
}
