import { deriveFrom, importSecret } from './derive.ts'
import { MESSAGE_BYTES } from './message.ts'
import { TAG_BYTES } from './share.ts'

/** ε of a bit: any answer is at most e² times as likely with the other truth. */
const BIT_EPSILON = 2
/** Probability with which a device tells the truth: e^ε/(1 + e^ε) = .881. */
const TRUTH = Math.exp(BIT_EPSILON) / (1 + Math.exp(BIT_EPSILON))
const ID_BYTES = 16
/** In the place of a token's tag, which is never this. */
const TAG = new Uint8Array(TAG_BYTES)
TAG.set(new TextEncoder().encode('tacit/contribute/1 bit'))
/** Half the width of a normal distribution's middle 95 %. */
const Z = 1.96

/** What a device measured: whether its pack would have listed the event that it held back. */
export interface Measurement {
  hit: boolean
  /** Sequence of the pack that ranked. */
  arm: number
}

/** A measurement as the aggregator reads it. */
export interface Answer {
  /** Random, the same for every copy of one device's answer in an epoch. */
  id: Uint8Array
  arm: number
  /** The truth with probability .881. */
  bit: 0 | 1
}

/**
 * Whether a device measures in this epoch, instead of giving pairs: by a coin that its secret decides.
 *
 * @param share of devices that measure
 */
export async function doesMeasure(share: number, deviceSecret: Uint8Array): Promise<boolean> {
  return share > 0 && (await uniform(deviceSecret, 'measures')) < share
}

/**
 * The message of a measurement, as long as any other: randomised response (Warner, JASA 60, 1965). The
 * device's secret decides the noise, so that a second call gives the same bit.
 */
export async function makeAnswer(
  { hit, arm }: Measurement,
  deviceSecret: Uint8Array,
): Promise<Uint8Array> {
  const isTrue = (await uniform(deviceSecret, 'bit')) < TRUTH
  const message = crypto.getRandomValues(new Uint8Array(MESSAGE_BYTES))
  message.set(TAG)
  message.set(await deriveFrom(await importSecret(deviceSecret), 'answer', ID_BYTES), TAG_BYTES)
  const view = new DataView(message.buffer, TAG_BYTES + ID_BYTES)
  view.setUint32(0, arm)
  view.setUint8(4, hit === isTrue ? 1 : 0)
  return message
}

/** @returns null for every other message */
export function readAnswer(message: Uint8Array): Answer | null {
  if (message.length !== MESSAGE_BYTES || TAG.some((byte, n) => byte !== message[n])) return null
  const at = message.byteOffset + TAG_BYTES + ID_BYTES
  const view = new DataView(message.buffer, at)
  const bit = view.getUint8(4)
  if (bit > 1) return null
  return {
    id: message.subarray(TAG_BYTES, TAG_BYTES + ID_BYTES),
    arm: view.getUint32(0),
    bit: bit as 0 | 1,
  }
}

/** A rate with the half-width of its 95 % interval. */
export interface Rate {
  rate: number
  halfWidth: number
}

/**
 * The rate of hits behind randomised answers: (f − (1 − t))/(2t − 1) with the share f of ones and the
 * probability t of the truth. Its deviation is √(f(1 − f)/n)/(2t − 1).
 *
 * @param answers n ≥ 1
 * @param ones answers that are 1
 */
export function unbiased(answers: number, ones: number): Rate {
  const share = ones / answers
  const slope = 2 * TRUTH - 1
  return {
    rate: (share - (1 - TRUTH)) / slope,
    halfWidth: (Z * Math.sqrt((share * (1 - share)) / answers)) / slope,
  }
}

/** Uniform in [0, 1), by a device's secret. */
async function uniform(deviceSecret: Uint8Array, label: string): Promise<number> {
  const bytes = await deriveFrom(await importSecret(deviceSecret), label, 4)
  return new DataView(bytes.buffer).getUint32(0) / 2 ** 32
}
