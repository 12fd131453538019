import { TacitError } from '@tacit-rec/pack'
import { SEALED_BYTES } from './seal.ts'
import { POINT_BYTES, PROOF_BYTES } from './voprf.ts'

/** Bodies have one size, whatever a device holds: `count` records, one behind the other. */
export function joinRecords(records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = records.reduce((sum, each) => sum + each.length, 0)
  const body = new Uint8Array(length)
  let at = 0
  for (const record of records) {
    body.set(record, at)
    at += record.length
  }
  return body
}

/** @throws {TacitError} `contribute/body` unless the body has exactly `count` records */
export function splitRecords(body: Uint8Array, size: number, count: number): Uint8Array[] {
  if (body.length !== size * count)
    throw new TacitError(
      'contribute/body',
      `[contribute] the body has ${body.length} bytes: send ${count} records of ${size} bytes`,
    )
  return Array.from({ length: count }, (_, n) => body.subarray(n * size, (n + 1) * size))
}

/** Blinded elements of a device's slots. */
export const splitBlinded = (body: Uint8Array, slots: number) =>
  splitRecords(body, POINT_BYTES, slots)

/** Sealed messages of a device's slots. */
export const splitSealed = (body: Uint8Array, slots: number) =>
  splitRecords(body, SEALED_BYTES, slots)

/** The answer to blinded elements: evaluated ones, then one proof. */
export function joinEvaluated(evaluated: readonly Uint8Array[], proof: Uint8Array) {
  return joinRecords([...evaluated, proof])
}

export function splitEvaluated(
  body: Uint8Array,
  slots: number,
): { evaluated: Uint8Array[]; proof: Uint8Array } {
  const end = slots * POINT_BYTES
  if (body.length !== end + PROOF_BYTES) splitRecords(body, POINT_BYTES, slots + 2)
  return { evaluated: splitBlinded(body.subarray(0, end), slots), proof: body.subarray(end) }
}
