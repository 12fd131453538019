import { createCipheriv, createECDH, createHmac, hkdfSync } from 'node:crypto'
import {
  deriveSecrets,
  type EpochKey,
  MESSAGE_BYTES,
  SEALED_BYTES,
  type SealKeys,
  secretOf,
  shareOf,
  type Parameters as Terms,
} from '../contribute/index.ts'
import { toBase64Url } from '../pack/index.ts'

/** Parameters of an open epoch without sampling and measuring, as a randomness server would sign them. */
export function parametersOf(
  key: EpochKey,
  seal: SealKeys,
  { threshold, pairs }: Pick<Terms, 'threshold' | 'pairs'>,
): Terms {
  return {
    version: 1,
    catalogue: 'shop',
    epoch: 1,
    opens: 0,
    closes: 1,
    key: toBase64Url(key.public),
    threshold,
    sample: 1,
    pairs,
    measure: 0,
    clusters: toBase64Url(new Uint8Array(32)),
    seal: toBase64Url(seal.public),
    leak: null,
    evaluations: 1,
  }
}

type Secrets = Awaited<ReturnType<typeof deriveSecrets>>

/**
 * Makes sealed messages as devices do, at a tenth of the time, since a bench needs a million: secrets are derived
 * once a token, and all messages have one ephemeral key of HPKE, which no device may do. `collect` cannot tell.
 *
 * @param place what messages are sealed for
 * @param threshold k
 */
export function quickMaker(
  keys: SealKeys,
  place: { catalogue: string; epoch: number },
  threshold: number,
): (x: Uint8Array, output: Uint8Array, device: Uint8Array) => Promise<Uint8Array> {
  const seal = quickSeal(keys, `tacit/contribute/1 ${place.catalogue} ${place.epoch}`)
  const known = new WeakMap<Uint8Array, Promise<Secrets>>()
  return async (x, output, device) => {
    const secrets = known.get(output) ?? deriveSecrets(secretOf(output), threshold)
    known.set(output, secrets)
    const { key, tag } = await secrets
    const share = await shareOf(await secrets, device)
    const nonce = crypto.getRandomValues(new Uint8Array(12))
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const box = [cipher.update(x), cipher.final(), cipher.getAuthTag()]
    const message = Buffer.concat([tag, scalar(share.x), scalar(share.y), nonce, ...box])
    if (message.length !== MESSAGE_BYTES) throw new Error(`a message of ${message.length} bytes`)
    return seal(message)
  }
}

/** A scalar's bytes, little-endian. */
function scalar(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
}

/** HPKE (RFC 9180, 4.1 and 5.1) with one key for all. */
function quickSeal(keys: SealKeys, info: string): (message: Buffer) => Uint8Array {
  const labeled = (suite: string, label: string, input: Uint8Array | string) =>
    Buffer.concat([Buffer.from(`HPKE-v1${suite}${label}`, 'latin1'), Buffer.from(input)])
  const [kem, suite] = ['KEM\x00\x10', 'HPKE\x00\x10\x00\x01\x00\x01']
  const expand = (
    input: Buffer,
    salt: Buffer,
    length: number,
    ...info: Parameters<typeof labeled>
  ) => {
    const labeledInfo = Buffer.concat([Buffer.of(0, length), labeled(...info)])
    return Buffer.from(hkdfSync('sha256', input, salt, labeledInfo, length))
  }
  const ephemeral = createECDH('prime256v1')
  const encapsulated = ephemeral.generateKeys()
  const dh = labeled(kem, 'eae_prk', ephemeral.computeSecret(keys.public))
  const kemContext = Buffer.concat([encapsulated, keys.public])
  const shared = expand(dh, Buffer.alloc(0), 32, kem, 'shared_secret', kemContext)
  const hash = (label: string, input: string) =>
    createHmac('sha256', Buffer.alloc(32))
      .update(labeled(suite, label, input))
      .digest()
  const context = Buffer.concat([Buffer.of(0), hash('psk_id_hash', ''), hash('info_hash', info)])
  const secret = labeled(suite, 'secret', '')
  const key = expand(secret, shared, 16, suite, 'key', context)
  const nonce = expand(secret, shared, 12, suite, 'base_nonce', context)
  return (message) => {
    const cipher = createCipheriv('aes-128-gcm', key, nonce)
    const parts = [encapsulated, cipher.update(message), cipher.final(), cipher.getAuthTag()]
    const sealed = Buffer.concat(parts)
    if (sealed.length !== SEALED_BYTES) throw new Error(`sealed to ${sealed.length} bytes`)
    return sealed
  }
}
