import { bytesToNumberLE } from '@noble/curves/utils.js'
import { derive, deriveFrom, importSecret } from './derive.ts'
import { SCALARS, scalarFromWide, scalarToBytes, WIDE_BYTES } from './field.ts'
import { evaluateAt, type Point } from './polynomial.ts'

export const TAG_BYTES = 32
const KEY_BYTES = 32

/** Thresholds that a device accepts. Coefficients of 64 bytes each are one output of HKDF. */
export const THRESHOLDS = { min: 5, max: 256 } as const

/** Everything about a token that k devices together can compute. */
export interface Secrets {
  /** Of the polynomial f of degree k − 1; f(0) = S. */
  coefficients: bigint[]
  /** AES-256-GCM key of the token. */
  key: Uint8Array<ArrayBuffer>
  /** The same for equal tokens, so that messages can be grouped; says nothing about S. */
  tag: Uint8Array<ArrayBuffer>
}

/** S, the secret scalar of a token. @param output of the VOPRF, 64 bytes */
export function secretOf(output: Uint8Array): bigint {
  return scalarFromWide(output)
}

/**
 * Coefficients, key and tag as HKDF(S, label). All follow from S, so whoever has S verifies every
 * share by computing it again (the shares of STAR, Davidson and others, CCS 2022, fig. 3, over another
 * field).
 */
export async function deriveSecrets(secret: bigint, threshold: number): Promise<Secrets> {
  const from = await importSecret(scalarToBytes(secret))
  const rest = threshold - 1
  const [wide, key, tag] = await Promise.all([
    deriveFrom(from, 'coefficients', rest * WIDE_BYTES),
    deriveFrom(from, 'key', KEY_BYTES),
    deriveTagFrom(from),
  ])
  const coefficients = Array.from({ length: rest }, (_, n) =>
    scalarFromWide(wide.subarray(n * WIDE_BYTES, (n + 1) * WIDE_BYTES)),
  )
  return { coefficients: [secret, ...coefficients], key, tag }
}

/** The tag alone, which tells whether S is the right one. */
export async function deriveTag(secret: bigint): Promise<Uint8Array> {
  return deriveTagFrom(await importSecret(scalarToBytes(secret)))
}

function deriveTagFrom(from: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return deriveFrom(from, 'tag', TAG_BYTES)
}

/** Bytes of a device's secret of one epoch. */
export const DEVICE_SECRET_BYTES = 32

/**
 * A device's share of a token: f at HKDF(the device's epoch secret, tag), which is never 0. A device
 * that sends a token again sends the same point, which counts once.
 */
export async function shareOf(
  { coefficients, tag }: Secrets,
  deviceSecret: Uint8Array,
): Promise<Point> {
  const secret = new Uint8Array(deviceSecret.length + tag.length)
  secret.set(deviceSecret)
  secret.set(tag, deviceSecret.length)
  const wide = bytesToNumberLE(await derive(secret, 'point', WIDE_BYTES))
  const x = 1n + (wide % (SCALARS.ORDER - 1n))
  return { x, y: evaluateAt(SCALARS, coefficients, x) }
}
