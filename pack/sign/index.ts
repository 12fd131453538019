export { fromBase64, toBase64Url } from './base64.ts'
export { type Place, placeOf, remember, type Seen } from './chain.ts'
export { type PrivateKey, type VerifySignature, verifyEd25519 } from './ed25519.ts'
export { preAuthEncoding } from './encoding.ts'
export {
  ENVELOPE_TYPE,
  type Envelope,
  EnvelopeSchema,
  PAYLOAD_TYPE,
  readEnvelope,
  signEnvelope,
  type Verified,
  verifyEnvelope,
} from './envelope.ts'
export { formatPublicKey, keyidOf, type PublicKey, parsePublicKey } from './keys.ts'
