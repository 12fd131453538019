import { asciiToBytes, concatBytes } from '@noble/curves/utils.js'

/**
 * HPKE (RFC 9180), base mode, one message a key, by WebCrypto, for one suite: DHKEM(P-256, HKDF-SHA256),
 * HKDF-SHA256, AES-128-GCM. P-256, since browsers lack X25519 in WebCrypto for longer. The package `hpke`
 * does the same in 5 kB, gzip, more than this; tests compare the two.
 */
const KEM_SUITE = 'KEM\x00\x10'
const SUITE = 'HPKE\x00\x10\x00\x01\x00\x01'
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const EMPTY = new Uint8Array()

/** Bytes of a public key: an uncompressed point. */
export const PUBLIC_KEY_BYTES = 65
/** Bytes of AES-GCM's tag. */
export const AEAD_TAG_BYTES = 16

type Bytes = Uint8Array<ArrayBuffer>

/** A message with the key that it was sealed by. */
export interface Sealed {
  /** Public half of the ephemeral key, serialized: `enc` in RFC 9180. */
  encapsulated: Uint8Array
  ciphertext: Uint8Array
}

/** A key pair of DHKEM(P-256, HKDF-SHA256). */
export async function generateKeys(isExtractable = false): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, isExtractable, ['deriveBits'])
}

/** SerializePublicKey of RFC 9180, 7.1.1. */
export async function serializePublicKey(key: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key))
}

/** DeserializePublicKey of RFC 9180, 7.1.1; WebCrypto refuses a point that is not on the curve. */
function deserializePublicKey(bytes: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes as Bytes, CURVE, false, [])
}

/** SealBase of RFC 9180, 6.1, for many messages to one key. @param ephemeral for test vectors alone */
export async function sealerTo(
  recipient: Uint8Array,
  info: Uint8Array,
): Promise<
  (plaintext: Uint8Array, aad?: Uint8Array, ephemeral?: CryptoKeyPair) => Promise<Sealed>
> {
  const key = await deserializePublicKey(recipient)
  const context = await scheduleContext(info)
  return async (plaintext, aad = EMPTY, ephemeral) => {
    const { publicKey, privateKey } = ephemeral ?? (await generateKeys())
    const encapsulated = await serializePublicKey(publicKey)
    const shared = await sharedSecret(privateKey, key, concatBytes(encapsulated, recipient))
    const { cipher, algorithm } = await keySchedule(shared, context, aad)
    const ciphertext = await crypto.subtle.encrypt(algorithm, cipher, plaintext as Bytes)
    return { encapsulated, ciphertext: new Uint8Array(ciphertext) }
  }
}

/**
 * OpenBase of RFC 9180, 6.1, for many messages to one key. It rejects what was not sealed to it under
 * this info.
 *
 * @param privateKey with the usage `deriveBits`
 * @param recipient its public half, serialized
 */
export async function openerFor(
  privateKey: CryptoKey,
  recipient: Uint8Array,
  info: Uint8Array,
): Promise<(sealed: Sealed, aad?: Uint8Array) => Promise<Uint8Array>> {
  const context = await scheduleContext(info)
  return async ({ encapsulated, ciphertext }, aad = EMPTY) => {
    const key = await deserializePublicKey(encapsulated)
    const shared = await sharedSecret(privateKey, key, concatBytes(encapsulated, recipient))
    const { cipher, algorithm } = await keySchedule(shared, context, aad)
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, cipher, ciphertext as Bytes))
  }
}

/** ExtractAndExpand(DH(skX, pkY), kem_context) of RFC 9180, 4.1. */
async function sharedSecret(
  privateKey: CryptoKey,
  publicKey: CryptoKey,
  kemContext: Uint8Array,
): Promise<Uint8Array> {
  const dh = await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 256)
  const input = labeled(KEM_SUITE, 'eae_prk', new Uint8Array(dh))
  return expand(await importInput(input), EMPTY, 32, KEM_SUITE, 'shared_secret', kemContext)
}

/** key_schedule_context of RFC 9180, 5.1: mode_base, psk_id_hash, info_hash. */
async function scheduleContext(info: Uint8Array): Promise<Uint8Array> {
  // LabeledExtract with an empty salt, which HMAC pads to zeros.
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const zeros = new Uint8Array(32)
  const key = await crypto.subtle.importKey('raw', zeros, algorithm, false, ['sign'])
  const hash = async (label: string, input: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, labeled(SUITE, label, input)))
  return concatBytes(
    new Uint8Array(1),
    await hash('psk_id_hash', EMPTY),
    await hash('info_hash', info),
  )
}

/** key and base_nonce of RFC 9180, 5.1. The nonce is that of the first message, the only one. */
async function keySchedule(shared: Uint8Array, context: Uint8Array, aad: Uint8Array) {
  const secret = await importInput(labeled(SUITE, 'secret', EMPTY))
  const key = await expand(secret, shared, 16, SUITE, 'key', context)
  const iv = await expand(secret, shared, 12, SUITE, 'base_nonce', context)
  const usages: KeyUsage[] = ['encrypt', 'decrypt']
  const cipher = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, usages)
  return { cipher, algorithm: { name: 'AES-GCM', iv, additionalData: aad as Bytes } }
}

/** LabeledExpand(LabeledExtract(salt, …, input), label, info, length) of RFC 9180, 4. */
async function expand(
  input: CryptoKey,
  salt: Uint8Array,
  length: number,
  suite: string,
  label: string,
  info: Uint8Array,
): Promise<Bytes> {
  const labeledInfo = concatBytes(Uint8Array.of(0, length), labeled(suite, label, info)) as Bytes
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: salt as Bytes, info: labeledInfo }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, input, 8 * length))
}

function labeled(suite: string, label: string, input: Uint8Array): Bytes {
  return concatBytes(asciiToBytes(`HPKE-v1${suite}${label}`), input) as Bytes
}

function importInput(input: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits'])
}
