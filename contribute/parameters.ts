import {
  fromBase64,
  type PrivateKey,
  parsePublicKey,
  preAuthEncoding,
  toBase64Url,
  verifyEd25519,
} from '@tacit-rec/pack'
import { type Parameters, parseParameters, refuse } from './fields.ts'
import type { Context } from './token.ts'

/** Layers of a pair, hence tokens. */
export const TOKENS_PER_PAIR = 3

const PAYLOAD_TYPE = 'application/vnd.tacit.contribute+json'

/** @returns JSON `{ payload, signature }`, over DSSE's pre-authentication encoding */
export async function signParameters(parameters: Parameters, key: PrivateKey): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(parseParameters(parameters)))
  const signature = await signBytes(PAYLOAD_TYPE, payload, key)
  return JSON.stringify({ payload: toBase64Url(payload), signature: toBase64Url(signature) })
}

/** Signs bytes of a type with an Ed25519 key as `tacit keys` makes them. */
export async function signBytes(
  type: string,
  body: Uint8Array,
  { kty, crv, x, d }: PrivateKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, d }, 'Ed25519', false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, preAuthEncoding(type, body)))
}

/** @param publicKey as pages pin it: `ed25519:…` */
export async function verifyBytes(
  type: string,
  body: Uint8Array,
  signature: Uint8Array<ArrayBuffer>,
  publicKey: string,
): Promise<boolean> {
  const key = await parsePublicKey(publicKey)
  return verifyEd25519(signature, preAuthEncoding(type, body), key.bytes)
}

/** What a device has accepted before: the key of an epoch, by catalogue. */
export interface Accepted {
  catalogue: string
  epoch: number
  key: string
}

/**
 * Reads parameters and refuses what would set this device apart or lower its protection.
 *
 * @param text what the randomness server sent
 * @param pinned the server's long-term key, as the page pins it
 * @param expected the catalogue and the clusters of the device's own pack
 * @param accepted what this device accepted before
 * @throws {TacitError} `contribute/parameters`
 */
export async function readParameters(
  text: string,
  pinned: string,
  expected: Pick<Parameters, 'catalogue' | 'clusters'> & { now: number },
  accepted?: Accepted,
): Promise<Parameters> {
  const parameters = await verified(text, pinned)
  const { catalogue, clusters, epoch, key, opens, closes } = parameters
  if (catalogue !== expected.catalogue)
    throw refuse(`are for catalogue "${catalogue}", not "${expected.catalogue}"`)
  if (clusters !== expected.clusters) throw refuse('are for the clusters of another pack')
  if (expected.now < opens || expected.now >= closes)
    throw refuse(`are for epoch ${epoch}, which is not open`)
  if (accepted?.catalogue === catalogue && accepted.epoch === epoch && accepted.key !== key)
    throw refuse(`name a second key for epoch ${epoch}`)
  if (accepted?.catalogue === catalogue && epoch < accepted.epoch)
    throw refuse(`are for epoch ${epoch}, before ${accepted.epoch}`)
  return parameters
}

async function verified(text: string, pinned: string): Promise<Parameters> {
  let payload: Uint8Array<ArrayBuffer>
  let signature: Uint8Array<ArrayBuffer>
  try {
    const signed = JSON.parse(text) as { payload: string; signature: string }
    payload = fromBase64(signed.payload)
    signature = fromBase64(signed.signature)
  } catch (cause) {
    throw refuse('are not signed', cause)
  }
  if (!(await verifyBytes(PAYLOAD_TYPE, payload, signature, pinned)))
    throw refuse('are not signed by the pinned key')
  const parameters = parseParameters(JSON.parse(new TextDecoder().decode(payload)))
  const { sample, leak } = parameters
  if (sample < 1 === (leak !== null)) return parameters
  throw refuse(`state ${leak ? 'an ε without sampling' : 'no ε with sampling'}`)
}

/** What all tokens of an epoch share. */
export function contextOf({ catalogue, epoch, threshold, clusters }: Parameters): Context {
  return { catalogue, epoch, threshold, clusters: fromBase64(clusters) }
}

/** Slots of a device in an epoch: 3m. */
export function slotsOf({ pairs }: Pick<Parameters, 'pairs'>): number {
  return TOKENS_PER_PAIR * pairs
}
