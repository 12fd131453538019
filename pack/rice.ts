/**
 * Rice codes (Rice & Plaunt, IEEE Trans. Commun. 19, 1971): a whole number n ≥ 0 with parameter k is
 * ⌊n/2^k⌋ zeros, a one, and the k low bits of n, lowest first. Small numbers take few bits.
 */

/** Max k: what a reader gets from 32 bits at any offset within a byte. */
export const MAX_K = 24

/** Bits of one code. */
export function riceBits(value: number, k: number): number {
  return Math.floor(value / 2 ** k) + 1 + k
}

/** The k that takes the fewest bits for all values; the lower one of equals. */
export function bestK(values: ArrayLike<number>): number {
  let best = 0
  let fewest = Number.POSITIVE_INFINITY
  for (let k = 0; k <= MAX_K; k++) {
    let bits = 0
    for (let n = 0; n < values.length; n++) bits += riceBits(values[n], k)
    if (bits < fewest) [best, fewest] = [k, bits]
  }
  return best
}

/** Writes codes one after another. */
export class RiceWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #bits = 0

  /** @param bits of all codes that will be written */
  constructor(bits: number) {
    this.#bytes = new Uint8Array(Math.ceil(bits / 8))
  }

  push(value: number, k: number): void {
    this.#bits += Math.floor(value / 2 ** k)
    this.#bit()
    for (let n = 0; n < k; n++) {
      if (Math.floor(value / 2 ** n) % 2) this.#bit()
      else this.#bits++
    }
  }

  /** The bytes, the last of them filled up with zeros. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes
  }

  #bit(): void {
    this.#bytes[Math.floor(this.#bits / 8)] |= 1 << (this.#bits % 8)
    this.#bits++
  }
}

/** Reads codes one after another. */
export class RiceReader {
  #bytes: Uint8Array
  #at = 0
  #bit = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The next number; -1 if the bytes end before it does. */
  next(k: number): number {
    let quotient = 0
    for (;;) {
      if (this.#at >= this.#bytes.length) return -1
      const word = this.#word() & 0x1ffffff
      if (word !== 0) {
        const zeros = 31 - Math.clz32(word & -word)
        quotient += zeros
        this.#skip(zeros + 1)
        break
      }
      quotient += 25
      this.#skip(25)
    }
    const low = this.#word() & ((1 << k) - 1)
    this.#skip(k)
    const isOver =
      this.#at > this.#bytes.length || (this.#at === this.#bytes.length && this.#bit > 0)
    return isOver ? -1 : quotient * (1 << k) + low
  }

  /** Whether only the zeros that fill up the last byte are left. */
  get isAtEnd(): boolean {
    const { length } = this.#bytes
    if (this.#bit === 0) return this.#at === length
    return this.#at === length - 1 && this.#bytes[this.#at] >>> this.#bit === 0
  }

  /** At least the next 25 bits; zeros after the end. */
  #word(): number {
    const bytes = this.#bytes
    const at = this.#at
    const low = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
    return low >>> this.#bit
  }

  #skip(bits: number): void {
    const to = this.#bit + bits
    this.#at += to >>> 3
    this.#bit = to & 7
  }
}
