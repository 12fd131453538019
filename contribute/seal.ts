import { concatBytes } from '@noble/curves/utils.js'
import { fromBase64, TacitError, toBase64Url } from '@tacit-rec/pack'
import {
  AEAD_TAG_BYTES,
  generateKeys,
  openerFor,
  PUBLIC_KEY_BYTES,
  sealerTo,
  serializePublicKey,
} from './hpke.ts'
import { MESSAGE_BYTES } from './message.ts'
import type { Context } from './token.ts'

/** Bytes of a public key of the aggregator. */
export const SEAL_KEY_BYTES = PUBLIC_KEY_BYTES
/** Bytes of every sealed message: the key that it begins with, the message, its tag. */
export const SEALED_BYTES = PUBLIC_KEY_BYTES + MESSAGE_BYTES + AEAD_TAG_BYTES

/** The aggregator's keys. The private one stays where `tacit collect` runs. */
export interface SealKeys {
  public: Uint8Array
  private: Uint8Array
}

export async function newSealKeys(): Promise<SealKeys> {
  const { publicKey, privateKey } = await generateKeys(true)
  const { d } = await crypto.subtle.exportKey('jwk', privateKey)
  return { public: await serializePublicKey(publicKey), private: fromBase64(d!) }
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
  const seal = await sealerTo(publicKey, infoOf(place))
  return Promise.all(
    messages.map(async (message) => {
      const { encapsulated, ciphertext } = await seal(message)
      return concatBytes(encapsulated, ciphertext)
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
  const open = await openerFor(await importPrivate(keys), keys.public, infoOf(place))
  return async (sealed) => {
    try {
      const encapsulated = sealed.subarray(0, PUBLIC_KEY_BYTES)
      return await open({ encapsulated, ciphertext: sealed.subarray(PUBLIC_KEY_BYTES) })
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
