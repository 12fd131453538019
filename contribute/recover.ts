import { equalBytes } from '@noble/curves/utils.js'
import { SCALARS } from './field.ts'
import { type Message, openBoxes } from './message.ts'
import { evaluateAt, interpolateAtZero, type Point } from './polynomial.ts'
import { decode } from './reed-solomon.ts'
import { deriveSecrets, deriveTag } from './share.ts'

/** What became of the messages of one tag. */
export type Recovery =
  /** Fewer than k devices gave the token. */
  | { state: 'closed' }
  /** k points or more, of which no subset that was tried is clean. */
  | { state: 'unreadable'; points: number }
  | {
      state: 'opened'
      /** The token. */
      x: Uint8Array
      /** Devices whose share and box are right. */
      devices: number
      /** Points whose share is false, or whose box holds something else. */
      false: number
    }

export interface RecoverOptions {
  /** Most subsets of k that are tried at random before and after decoding. Default 64. */
  maxTries?: number
  /** Most points that are decoded at once, in time that grows with their square. Default 512. */
  maxDecoded?: number
}

/**
 * Reads the token of messages with one tag, if at least k devices gave it.
 *
 * A clean subset of k shares gives S, which the tag confirms; then every share is computed again. In
 * a group of at most `maxDecoded` points, up to ⌊(n − k)/2⌋ false ones are always found. Beyond
 * that subsets are tried, so the result depends on chance.
 *
 * @param messages of the same tag; points that come again count once
 * @param k the threshold
 */
export async function recover(
  messages: readonly Message[],
  k: number,
  { maxTries = 64, maxDecoded = 512 }: RecoverOptions = {},
): Promise<Recovery> {
  const points = [...new Map(messages.map((each) => [each.share.x, each.share])).values()]
  if (points.length < k) return { state: 'closed' }
  const secret = await findSecret(points, k, messages[0].tag, { maxTries, maxDecoded })
  if (secret === null) return { state: 'unreadable', points: points.length }

  const { coefficients, key } = await deriveSecrets(secret, k)
  const right = messages.filter(({ share }) => {
    return evaluateAt(SCALARS, coefficients, share.x) === share.y
  })
  const texts = await openBoxes(key, right)
  const devices = new Map<string, Set<bigint>>()
  const xs = new Map<string, Uint8Array>()
  texts.forEach((x, n) => {
    if (!x) return
    const text = x.join()
    xs.set(text, x)
    devices.set(text, (devices.get(text) ?? new Set()).add(right[n].share.x))
  })
  // Who has S can box another text: most devices decide, and only their text has a count.
  const [best] = [...devices].sort(([, a], [, b]) => b.size - a.size)
  if (!best || best[1].size < k) return { state: 'unreadable', points: points.length }
  const all = new Set(messages.map(({ share }) => share.x)).size
  return {
    state: 'opened',
    x: xs.get(best[0])!,
    devices: best[1].size,
    false: all - best[1].size,
  }
}

async function findSecret(
  points: readonly Point[],
  k: number,
  tag: Uint8Array,
  { maxTries, maxDecoded }: Required<RecoverOptions>,
): Promise<bigint | null> {
  const isRight = async (secret: bigint) => equalBytes(await deriveTag(secret), tag)
  const firstFew = Math.min(4, maxTries)
  for (let tries = 0; tries < maxTries; tries++) {
    if (tries === firstFew) {
      const decoded = decode(SCALARS, sample(points, maxDecoded), k)
      if (decoded && (await isRight(decoded[0] ?? 0n))) return decoded[0] ?? 0n
    }
    const secret = interpolateAtZero(SCALARS, sample(points, k))
    if (await isRight(secret)) return secret
    if (points.length === k) return null
  }
  return null
}

/** A random subset of at most `size`, so that who sends false shares cannot choose their place. */
function sample<T>(all: readonly T[], size: number): T[] {
  const left = [...all]
  const count = Math.min(size, left.length)
  for (let n = 0; n < count; n++) {
    const other = n + randomBelow(left.length - n)
    ;[left[n], left[other]] = [left[other], left[n]]
  }
  return left.slice(0, count)
}

function randomBelow(bound: number): number {
  const [word] = crypto.getRandomValues(new Uint32Array(1))
  return Math.floor((word / 2 ** 32) * bound)
}
