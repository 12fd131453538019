import * as v from 'valibot'
import { TacitError } from '../errors.ts'
import { parseJson, reasonOf, writeJson } from '../json.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { type PrivateKey, signEd25519, type VerifySignature, verifyEd25519 } from './ed25519.ts'
import { preAuthEncoding } from './encoding.ts'
import { keyidOf, type PublicKey, parsePublicKey } from './keys.ts'

/** What a signature says that its bytes are. */
export const PAYLOAD_TYPE = 'application/vnd.tacit.manifest+json'
/** Media type of an envelope. */
export const ENVELOPE_TYPE = 'application/vnd.dsse+json'

const MAX_SIGNATURES = 16

/** A DSSE envelope as JSON. */
export const EnvelopeSchema = v.object({
  payload: v.string(),
  payloadType: v.string(),
  signatures: v.pipe(
    v.array(v.object({ keyid: v.optional(v.string(), ''), sig: v.string() })),
    v.maxLength(MAX_SIGNATURES),
  ),
})

/** A decoded envelope, whose signatures nobody has verified. */
export interface Envelope {
  /** The exact bytes of the manifest. */
  manifest: Uint8Array<ArrayBuffer>
  /** Names of keys as the envelope claims them. */
  signatures: { keyid: string; sig: Uint8Array<ArrayBuffer> }[]
}

/** A manifest and the pinned keys that signed it, at least one. */
export interface Verified {
  manifest: Uint8Array<ArrayBuffer>
  keyids: string[]
}

/**
 * Signs a manifest's exact bytes, once with each key. Equal input gives equal bytes.
 *
 * @param keys those of which `tacit keys` has files
 * @returns the envelope's bytes, JSON
 */
export async function signEnvelope(
  manifest: Uint8Array,
  keys: readonly PrivateKey[],
): Promise<Uint8Array<ArrayBuffer>> {
  const message = preAuthEncoding(PAYLOAD_TYPE, manifest)
  const signatures = await Promise.all(
    keys.map(async (key) => ({
      keyid: await keyidOf(fromBase64(key.x)),
      sig: toBase64(await signEd25519(message, key)),
    })),
  )
  return writeJson({ payload: toBase64(manifest), payloadType: PAYLOAD_TYPE, signatures })
}

/**
 * Decodes an envelope without verifying it.
 *
 * @throws {TacitError} `sign/envelope`
 */
export function readEnvelope(bytes: Uint8Array): Envelope {
  try {
    const { payload, payloadType, signatures } = v.parse(EnvelopeSchema, parseJson(bytes))
    if (payloadType !== PAYLOAD_TYPE) throw new Error(`payloadType must be ${PAYLOAD_TYPE}`)
    return {
      manifest: fromBase64(payload),
      signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: fromBase64(sig) })),
    }
  } catch (cause) {
    throw new TacitError(
      'sign/envelope',
      `[sign] manifest.signed is no DSSE envelope (${reasonOf(cause)}): publish the pack again`,
    )
  }
}

/**
 * Verifies that a pinned key signed the envelope's manifest. The envelope's `keyid`s are not
 * trusted: every signature is tried with every pinned key.
 *
 * @param keys public keys as `tacit keys list` prints them
 * @param verify default: WebCrypto
 * @throws {TacitError} `sign/envelope` if it is none, `sign/tampered` if a signature in the name of
 *   a pinned key does not fit, `sign/unsigned` if no pinned key has signed, `sign/key` for a pinned
 *   key that is none
 */
export async function verifyEnvelope(
  bytes: Uint8Array,
  keys: readonly string[],
  verify: VerifySignature = verifyEd25519,
): Promise<Verified> {
  const pinned = await Promise.all(keys.map(parsePublicKey))
  const { manifest, signatures } = readEnvelope(bytes)
  const message = preAuthEncoding(PAYLOAD_TYPE, manifest)
  const signedBy = async ({ bytes }: PublicKey) => {
    for (const { sig } of signatures) if (await verify(sig, message, bytes)) return true
    return false
  }
  const keyids: string[] = []
  for (const key of pinned) if (await signedBy(key)) keyids.push(key.keyid)
  if (keyids.length > 0) return { manifest, keyids }
  const claimed = signatures.find(({ keyid }) => pinned.some((key) => key.keyid === keyid))
  if (claimed)
    throw new TacitError(
      'sign/tampered',
      `[sign] the signature of key ${claimed.keyid} does not fit the manifest: publish it again`,
    )
  const names = signatures.map(({ keyid }) => keyid || 'a key without a name').join(', ')
  throw new TacitError(
    'sign/unsigned',
    `[sign] no pinned key has signed the manifest (signed by ${names || 'nobody'}): pin its key, ` +
      'or publish with a key that is pinned',
  )
}
