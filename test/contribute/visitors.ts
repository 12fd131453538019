import { toBase64Url } from '@tacit-rec/pack'
import {
  blindInput,
  contextOf,
  type EpochKey,
  encodeToken,
  evaluate,
  finalize,
  type Message,
  makeMessage,
  newEpochKey,
  newSealKeys,
  type Parameters,
  readMessage,
  type Token,
} from '../../contribute/index.ts'

export const key: EpochKey = newEpochKey()
export const sealKeys = await newSealKeys()

export const WEEK = 7 * 86_400_000
export const parameters: Parameters = {
  version: 1,
  catalogue: 'shop',
  epoch: 100,
  opens: 100 * WEEK,
  closes: 101 * WEEK,
  key: toBase64Url(key.public),
  threshold: 5,
  sample: 1,
  pairs: 10,
  measure: 0,
  clusters: toBase64Url(new Uint8Array(32).fill(3)),
  seal: toBase64Url(sealKeys.public),
  leak: null,
  evaluations: 1e6,
}

/** A new device's secret of an epoch. */
export const newDevice = () => crypto.getRandomValues(new Uint8Array(32))

/** What the key makes of an input, by the whole protocol. */
export function outputOf(x: Uint8Array, by = key): Uint8Array {
  const blinded = blindInput(x)
  const { evaluated, proof } = evaluate(by, [blinded.blinded])
  return finalize([blinded], evaluated, proof, by.public)[0]
}

const outputs = new Map<string, Uint8Array>()

/** The message in which a device gives a token. */
export async function give(
  token: Token,
  device: Uint8Array,
  given: Parameters = parameters,
): Promise<Message> {
  const x = encodeToken(contextOf(given), token)
  const output = outputs.get(x.join()) ?? outputOf(x)
  outputs.set(x.join(), output)
  return readMessage(await makeMessage(x, output, given.threshold, device))
}
