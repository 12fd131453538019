import {
  fromBase64,
  type PrivateKey,
  parsePublicKey,
  preAuthEncoding,
  TacitError,
  toBase64Url,
  verifyEd25519,
} from '@tacit-rec/pack'
import * as v from 'valibot'
import { SEAL_KEY_BYTES } from './seal.ts'
import { THRESHOLDS } from './share.ts'
import type { Context } from './token.ts'
import { POINT_BYTES } from './voprf.ts'

/** Layers of a pair, hence tokens. */
export const TOKENS_PER_PAIR = 3

const bytes = (length: number) =>
  v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9_-]+$/),
    v.check((text) => fromBase64(text).length === length, `must be ${length} bytes in base64url`),
  )
const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max))

const EPSILON = v.pipe(v.number(), v.minValue(0), v.maxValue(1000))

export const ParametersSchema = v.object({
  version: v.literal(1),
  catalogue: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,62}$/)),
  epoch: whole(0, 2 ** 32 - 1),
  /** When the key exists and when it is destroyed, in ms since 1970. */
  opens: whole(0, Number.MAX_SAFE_INTEGER),
  closes: whole(0, Number.MAX_SAFE_INTEGER),
  /** Public key of the epoch. */
  key: bytes(POINT_BYTES),
  /** k */
  threshold: whole(THRESHOLDS.min, THRESHOLDS.max),
  /** p, the probability with which a device sends a token that it has. */
  sample: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  /** m, pairs a device. */
  pairs: whole(1, 100),
  /** Share of devices that measure in the epoch instead of giving pairs. */
  measure: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0),
  /** SHA-256 of the clusters. */
  clusters: bytes(32),
  /** The aggregator's key: messages are sealed to it. */
  seal: bytes(SEAL_KEY_BYTES),
  /** ε of an epoch and of 13, at δ = 10⁻⁶; null at p = 1, where k is a threshold and nothing more. */
  leak: v.nullable(v.object({ epoch: EPSILON, quarter: EPSILON })),
  /** Max number of evaluations in the epoch, which bounds what guessing can read. */
  evaluations: whole(1, Number.MAX_SAFE_INTEGER),
})
export type Parameters = v.InferOutput<typeof ParametersSchema>

/** Parameters with the signature of the randomness server's long-term key. */
const SignedSchema = v.object({ payload: v.string(), signature: v.string() })

const PAYLOAD_TYPE = 'application/vnd.tacit.contribute+json'

/** @returns JSON `{ payload, signature }`, over DSSE's pre-authentication encoding */
export async function signParameters(parameters: Parameters, key: PrivateKey): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(v.parse(ParametersSchema, parameters)))
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
    const signed = v.parse(SignedSchema, JSON.parse(text))
    payload = fromBase64(signed.payload)
    signature = fromBase64(signed.signature)
  } catch (cause) {
    throw refuse('are not signed', cause)
  }
  if (!(await verifyBytes(PAYLOAD_TYPE, payload, signature, pinned)))
    throw refuse('are not signed by the pinned key')
  const parsed = v.safeParse(ParametersSchema, JSON.parse(new TextDecoder().decode(payload)))
  if (parsed.success) {
    const { sample, leak } = parsed.output
    if (sample < 1 === (leak !== null)) return parsed.output
    throw refuse(`state ${leak ? 'an ε without sampling' : 'no ε with sampling'}`)
  }
  const [issue] = parsed.issues
  throw refuse(`have a bad ${v.getDotPath(issue) ?? 'form'}: ${issue.message}`)
}

function refuse(why: string, cause?: unknown): TacitError {
  return new TacitError(
    'contribute/parameters',
    `[contribute] the parameters ${why}: nothing is given`,
    { cause },
  )
}

/** What all tokens of an epoch share. */
export function contextOf({ catalogue, epoch, threshold, clusters }: Parameters): Context {
  return { catalogue, epoch, threshold, clusters: fromBase64(clusters) }
}

/** Slots of a device in an epoch: 3m. */
export function slotsOf({ pairs }: Pick<Parameters, 'pairs'>): number {
  return TOKENS_PER_PAIR * pairs
}
