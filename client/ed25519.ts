import { type VerifySignature, verifyEd25519 } from '@tacit-rec/pack'

/**
 * Verifies by WebCrypto, or where the browser has no Ed25519 (Chromium before 137, Firefox before
 * 129, Safari before 17) by a library that is loaded only then.
 */
export const verifyAnywhere: VerifySignature = async (signature, message, publicKey) => {
  try {
    return await verifyEd25519(signature, message, publicKey)
  } catch {
    const { verifyAsync } = await import('@noble/ed25519')
    return verifyAsync(signature, message, publicKey, { zip215: false })
  }
}
