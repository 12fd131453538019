import { TacitError, toBase64Url } from '@tacit-rec/pack'
import * as HPKE from 'hpke'
import { MESSAGE_BYTES } from './message.ts'
import type { Context } from './token.ts'

/** P-256, since browsers lack X25519 in WebCrypto for longer. */
const suite = () =>
  new HPKE.CipherSuite(HPKE.KEM_DHKEM_P256_HKDF_SHA256, HPKE.KDF_HKDF_SHA256, HPKE.AEAD_AES_128_GCM)

/** Bytes of a public key of the aggregator: an uncompressed point of P-256. */
export const SEAL_KEY_BYTES = 65
/** Bytes of the key that a sealed message begins with. */
const ENCAPSULATED_BYTES = 65
/** Bytes of every sealed message. */
export const SEALED_BYTES = ENCAPSULATED_BYTES + MESSAGE_BYTES + 16

/** The aggregator's keys. The private one stays where `tacit collect` runs. */
export interface SealKeys {
  public: Uint8Array
  private: Uint8Array
}

export async function newSealKeys(): Promise<SealKeys> {
  const keys = await suite().GenerateKeyPair(true)
  return {
    public: await suite().SerializePublicKey(keys.publicKey),
    private: await suite().SerializePrivateKey(keys.privateKey),
  }
}

type Place = Pick<Context, 'catalogue' | 'epoch'>

/** Binds a message to its catalogue and epoch: in another one it does not open. */
function infoOf({ catalogue, epoch }: Place): Uint8Array {
  return new TextEncoder().encode(`tacit/contribute/1 ${catalogue} ${epoch}`)
}

/** Seals messages one by one, so that nothing joins those of one device (RFC 9180, base mode). */
export async function sealMessages(
  publicKey: Uint8Array,
  place: Place,
  messages: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  const hpke = suite()
  const key = await hpke.DeserializePublicKey(publicKey)
  const info = infoOf(place)
  return Promise.all(
    messages.map(async (message) => {
      const { encapsulatedSecret, ciphertext } = await hpke.Seal(key, message, { info })
      const sealed = new Uint8Array(SEALED_BYTES)
      sealed.set(encapsulatedSecret)
      sealed.set(ciphertext, ENCAPSULATED_BYTES)
      return sealed
    }),
  )
}

/** As JWK with its public half, which WebCrypto need not compute: few runtimes can. */
function importPrivate({ public: point, private: d }: SealKeys): Promise<CryptoKey> {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(toBase64Url)
  const jwk = { kty: 'EC', crv: 'P-256', x, y, d: toBase64Url(d) }
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  return crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits'])
}

/** Opens sealed messages of one catalogue and epoch. */
export async function openerOf(
  keys: SealKeys,
  place: Place,
): Promise<(sealed: Uint8Array) => Promise<Uint8Array>> {
  const hpke = suite()
  const key = {
    publicKey: await hpke.DeserializePublicKey(keys.public),
    privateKey: await importPrivate(keys),
  }
  const info = infoOf(place)
  return async (sealed) => {
    try {
      const encapsulated = sealed.slice(0, ENCAPSULATED_BYTES)
      return await hpke.Open(key, encapsulated, sealed.slice(ENCAPSULATED_BYTES), { info })
    } catch (cause) {
      throw new TacitError(
        'contribute/sealed',
        `[contribute] a message was not sealed for catalogue "${place.catalogue}", epoch ` +
          `${place.epoch} and this key: leave it out, or check the key`,
        { cause },
      )
    }
  }
}
