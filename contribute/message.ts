import { TacitError } from '@tacit-rec/pack'
import { SCALAR_BYTES, scalarFromBytes, scalarToBytes } from './field.ts'
import type { Point } from './polynomial.ts'
import { deriveSecrets, secretOf, shareOf, TAG_BYTES } from './share.ts'
import { TOKEN_BYTES } from './token.ts'

const NONCE_BYTES = 12
const BOX_BYTES = TOKEN_BYTES + 16
/** Bytes of every message: tag, point, value, nonce, box. */
export const MESSAGE_BYTES = TAG_BYTES + 2 * SCALAR_BYTES + NONCE_BYTES + BOX_BYTES

/** What a device gives for one slot, as the aggregator reads it. */
export interface Message {
  tag: Uint8Array
  share: Point
  /** Random. */
  nonce: Uint8Array
  /** AES-GCM of x, and of nothing else. */
  box: Uint8Array
}

/**
 * The message of one slot.
 *
 * @param x the token, or what fills an empty slot
 * @param output of the VOPRF on x
 * @param deviceSecret the device's secret of this epoch
 */
export async function makeMessage(
  x: Uint8Array,
  output: Uint8Array,
  threshold: number,
  deviceSecret: Uint8Array,
): Promise<Uint8Array> {
  const secrets = await deriveSecrets(secretOf(output), threshold)
  const share = await shareOf(secrets, deviceSecret)
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const key = await importKey(secrets.key, 'encrypt')
  const box = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce },
    key,
    x as Uint8Array<ArrayBuffer>,
  )
  const parts = [secrets.tag, scalarToBytes(share.x), scalarToBytes(share.y), nonce, box]
  const message = new Uint8Array(MESSAGE_BYTES)
  let at = 0
  for (const part of parts) {
    message.set(new Uint8Array(part as ArrayBuffer), at)
    at += part.byteLength
  }
  return message
}

/**
 * Decodes a message.
 *
 * @throws {TacitError} `contribute/message` or `contribute/scalar` if a device that follows the
 *   protocol cannot have sent it: another length, a point that is 0, a share that is no scalar
 */
export function readMessage(bytes: Uint8Array): Message {
  const refuse = (why: string) =>
    new TacitError('contribute/message', `[contribute] message ${why}: leave it out`)
  if (bytes.length !== MESSAGE_BYTES)
    throw refuse(`has ${bytes.length} bytes, not ${MESSAGE_BYTES}`)
  let at = 0
  const take = (length: number) => {
    at += length
    return bytes.subarray(at - length, at)
  }
  const tag = take(TAG_BYTES)
  const share = { x: scalarFromBytes(take(SCALAR_BYTES)), y: scalarFromBytes(take(SCALAR_BYTES)) }
  if (share.x === 0n) throw refuse('has its share at 0, where the secret is')
  return { tag, share, nonce: take(NONCE_BYTES), box: take(BOX_BYTES) }
}

/** Opens boxes of one token. @returns per message x, or null where the box is another's */
export async function openBoxes(
  key: Uint8Array<ArrayBuffer>,
  messages: readonly Pick<Message, 'nonce' | 'box'>[],
): Promise<(Uint8Array | null)[]> {
  const imported = await importKey(key, 'decrypt')
  const open = async ({ nonce, box }: Pick<Message, 'nonce' | 'box'>) => {
    try {
      const algorithm = { name: 'AES-GCM', iv: nonce as Uint8Array<ArrayBuffer> }
      const x = await crypto.subtle.decrypt(algorithm, imported, box as Uint8Array<ArrayBuffer>)
      return new Uint8Array(x)
    } catch {
      return null
    }
  }
  return Promise.all(messages.map(open))
}

function importKey(key: Uint8Array<ArrayBuffer>, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, [use])
}
