import { TacitError } from '@tacit-rec/pack'
import { createKey, type KeyFile, readKeys, retireKey } from '../keys/index.ts'
import { DEFAULTS } from './options.ts'

export interface KeysOptions {
  /** Folder of the keys. Default: `tacit-keys`. */
  folder?: string
}

/** Keys of a folder, oldest first, without their private parts. */
export interface KeysResult {
  keys: KeyFile[]
  /** What pages pin: the public keys that sign. */
  pin: string[]
}

/**
 * Makes, lists and rotates the keys that sign packs. To rotate: `rotate`, publish (both keys sign),
 * pin both on every page, and when no page pins the old key alone, `retire` it and unpin it.
 *
 * @throws TacitError `keys/…`
 * @example
 * const { pin } = await keys.create()
 */
export const keys = {
  /** Makes the first key. */
  async create({ folder = DEFAULTS.keys }: KeysOptions = {}): Promise<KeysResult> {
    const { pin } = await keys.list({ folder })
    if (pin.length > 0)
      throw new TacitError(
        'keys/exists',
        `${folder} has a key that signs, ${pin[0]}: tacit keys rotate makes another beside it`,
      )
    await createKey(folder)
    return keys.list({ folder })
  },

  async list({ folder = DEFAULTS.keys }: KeysOptions = {}): Promise<KeysResult> {
    const all = await readKeys(folder)
    const pin = all.filter(({ retired }) => !retired).map(({ publicKey }) => publicKey)
    return { keys: all, pin }
  },

  /** Makes another key; from now on both sign. */
  async rotate({ folder = DEFAULTS.keys }: KeysOptions = {}): Promise<KeysResult> {
    const { keys: all, pin } = await keys.list({ folder })
    if (pin.length === 0)
      throw new TacitError('keys/none', `${folder} has no key: make one with tacit keys new`)
    if (pin.length > 1) {
      const [oldest] = all.filter(({ retired }) => !retired)
      throw new TacitError(
        'keys/rotating',
        `${folder} has ${pin.length} keys that sign: end that rotation first, with ` +
          `tacit keys retire ${oldest.keyid}`,
      )
    }
    await createKey(folder)
    return keys.list({ folder })
  },

  /** Takes a key out of signing. */
  async retire({
    folder = DEFAULTS.keys,
    keyid,
  }: KeysOptions & { keyid: string }): Promise<KeysResult> {
    await retireKey(folder, keyid)
    return keys.list({ folder })
  },
}
