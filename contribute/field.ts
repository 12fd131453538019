import { Field, type IField } from '@noble/curves/abstract/modular.js'
import { ristretto255 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js'
import { TacitError } from '@tacit-rec/pack'

/** A prime field. What shares secrets takes it as a parameter, so that other fields' vectors test it. */
export type PrimeField = IField<bigint>

/** Integers modulo a prime. */
export function primeField(order: bigint): PrimeField {
  return Field(order)
}

/** Scalars of ristretto255 (RFC 9496, 4): integers mod 2²⁵² + 27742317777372353535851937790883648493. */
export const SCALARS: PrimeField = ristretto255.Point.Fn

/** Bytes of a scalar, little-endian. */
export const SCALAR_BYTES = 32
/** Bytes that reduce to a scalar with a bias below 2⁻²⁵⁶. */
export const WIDE_BYTES = 64

/** Reduces 64 uniform bytes, little-endian, to a uniform scalar. */
export function scalarFromWide(bytes: Uint8Array): bigint {
  if (bytes.length !== WIDE_BYTES)
    throw new Error(`a wide scalar has ${WIDE_BYTES} bytes, not ${bytes.length}`)
  return bytesToNumberLE(bytes) % SCALARS.ORDER
}

export function scalarToBytes(scalar: bigint): Uint8Array {
  return numberToBytesLE(scalar, SCALAR_BYTES)
}

/** Decodes the one valid encoding of a scalar. @throws {TacitError} `contribute/scalar` */
export function scalarFromBytes(bytes: Uint8Array): bigint {
  const scalar = bytes.length === SCALAR_BYTES ? bytesToNumberLE(bytes) : SCALARS.ORDER
  if (scalar < SCALARS.ORDER) return scalar
  throw new TacitError(
    'contribute/scalar',
    '[contribute] a share is no scalar of ristretto255: leave its message out',
  )
}
