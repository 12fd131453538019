import { createHmac, randomBytes } from 'node:crypto'
import type { UserId } from './importer.ts'
import { textOf } from './values.ts'

/** Characters of a hash: 96 bits, so that two ids among 10⁹ never meet. */
const LENGTH = 16

/** Replaces ids by HMAC-SHA-256 under a random key that nothing keeps. */
export class Hasher {
  readonly #key = randomBytes(32)

  /** Null for a blank id. E-mail addresses that differ in case are the same person's. */
  userId(raw: unknown): UserId | null {
    const id = textOf(raw)
    if (id === null) return null
    return this.#hash(`user ${id.includes('@') ? id.toLowerCase() : id}`) as UserId
  }

  orderId(raw: string): string {
    return this.#hash(`order ${raw}`)
  }

  #hash(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, LENGTH)
  }
}
