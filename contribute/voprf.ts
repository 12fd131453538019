import { ristretto255_oprf } from '@noble/curves/ed25519.js'
import { TacitError } from '@tacit-rec/pack'

const { voprf } = ristretto255_oprf
type Poprf = ReturnType<typeof ristretto255_oprf.poprf>

/** Bytes of an element of the group. */
export const POINT_BYTES = 32
/** Bytes of a proof. */
export const PROOF_BYTES = 64

/** The randomness server's key of one epoch. */
export interface EpochKey {
  /** A scalar, 32 bytes. Who has it after the epoch can read what k devices did not give. */
  secret: Uint8Array
  /** An element, 32 bytes. */
  public: Uint8Array
}

/** A new random key. */
export function newEpochKey(): EpochKey {
  const { secretKey, publicKey } = voprf.generateKeyPair()
  return { secret: secretKey, public: publicKey }
}

/** An input that is blinded. */
export interface Blinded {
  input: Uint8Array
  /** Stays on the device. */
  blind: Uint8Array
  /** What the server sees: a uniform element, independent of the input. */
  blinded: Uint8Array
}

/** Blinds an input: Blind of RFC 9497, 3.3.1, VOPRF(ristretto255, SHA-512). */
export function blindInput(input: Uint8Array): Blinded {
  return { input, ...voprf.blind(input) }
}

/**
 * Evaluates blinded elements with one proof for all: BlindEvaluate of RFC 9497, 3.3.2. The proof
 * fixes the key, so that a server cannot mark a device with a key of its own.
 *
 * @throws {TacitError} `contribute/element` for bytes that are no element, and for the identity
 */
export function evaluate(
  key: EpochKey,
  blinded: readonly Uint8Array[],
): { evaluated: Uint8Array[]; proof: Uint8Array } {
  try {
    return voprf.blindEvaluateBatch(key.secret, key.public, [...blinded])
  } catch (cause) {
    throw new TacitError(
      'contribute/element',
      '[contribute] the request holds bytes that are no element of ristretto255: blind the tokens again',
      { cause },
    )
  }
}

/**
 * The output of an input, by who has the key: Evaluate of RFC 9497, 3.3.1. It is what {@link finalize} gives.
 *
 * @returns 64 uniform bytes
 */
export function evaluateInput({ secret }: EpochKey, input: Uint8Array): Uint8Array {
  // The library's types have it for POPRF alone.
  const { evaluate } = voprf as typeof voprf & Pick<Poprf, 'evaluate'>
  return evaluate(secret, input)
}

/**
 * Verifies the proof, then unblinds: Finalize of RFC 9497, 3.3.2.
 *
 * @returns per input 64 uniform bytes
 * @throws {TacitError} `contribute/proof` if the server used another key, or answered something else
 */
export function finalize(
  blinded: readonly Blinded[],
  evaluated: readonly Uint8Array[],
  proof: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array[] {
  try {
    if (blinded.length !== evaluated.length) throw new Error('another number of elements')
    const items = blinded.map((each, n) => ({ ...each, evaluated: evaluated[n] }))
    return voprf.finalizeBatch(items, publicKey, proof)
  } catch (cause) {
    throw new TacitError(
      'contribute/proof',
      "[contribute] the randomness server's answer does not fit the key that it signed: give nothing " +
        'to it in this epoch',
      { cause },
    )
  }
}
