import { equalBytes } from '@noble/curves/utils.js'
import { deriveFrom, importSecret } from './derive.ts'
import type { Parameters } from './fields.ts'
import { contextOf, slotsOf } from './parameters.ts'
import { canName, emptySlot, encodeToken, type Token } from './token.ts'

/** Two items that a device had one after the other, with their clusters. */
export interface Pair {
  i: string
  j: string
  clusterOfI: number
  clusterOfJ: number
}

/**
 * What a device's slots hold in an epoch: exactly 3m inputs of the VOPRF, in random order.
 *
 * Each layer of a pair is a token of its own. A token is given once. With p < 1 its own coin decides
 * whether it is given at all; the slot is spent either way and then holds what nobody can read. Coins
 * follow from the device's secret, so a second call has the same ones.
 *
 * @param pairs at most m
 * @param deviceSecret the device's secret of this epoch
 */
export async function fillSlots(
  parameters: Parameters,
  pairs: readonly Pair[],
  deviceSecret: Uint8Array,
): Promise<Uint8Array[]> {
  const slots = slotsOf(parameters)
  if (pairs.length > parameters.pairs)
    throw new Error(`${pairs.length} pairs, more than the ${parameters.pairs} of an epoch`)
  const context = contextOf(parameters)
  const given = await givenTokens(parameters, pairs, deviceSecret)
  while (given.length < slots) given.push(emptySlot(context))
  return shuffled(given)
}

/** The distinct tokens of pairs whose coins say that they are given. */
export async function givenTokens(
  parameters: Parameters,
  pairs: readonly Pair[],
  deviceSecret: Uint8Array,
): Promise<Uint8Array[]> {
  const context = contextOf(parameters)
  const given: Uint8Array[] = []
  const coins = await importSecret(deviceSecret)
  for (const token of pairs.flatMap(tokensOf)) {
    const x = encodeToken(context, token)
    if (given.some((other) => equalBytes(other, x))) continue
    const { sample } = parameters
    if (sample === 1 || (await coinOf(coins, x)) < sample) given.push(x)
  }
  return given
}

/**
 * At most m pairs, drawn by the device's secret: a second call draws the same ones, so that a preview
 * shows what will be given. Pairs with an id that no token can name are left out.
 */
export async function choosePairs<P extends Pair>(
  pairs: readonly P[],
  max: number,
  deviceSecret: Uint8Array,
): Promise<P[]> {
  const from = await importSecret(deviceSecret)
  const drawn = await Promise.all(
    pairs
      .filter(({ i, j }) => canName(i) && canName(j))
      .map(async (pair) => {
        const label = `pair ${JSON.stringify([pair.i, pair.j])}`
        return { pair, key: (await deriveFrom(from, label, 8)).join() }
      }),
  )
  return drawn
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, max)
    .map(({ pair }) => pair)
}

function tokensOf({ i, j, clusterOfI, clusterOfJ }: Pair): Token[] {
  return [
    { layer: 'item-item', i, j },
    { layer: 'item-cluster', i, j: String(clusterOfJ) },
    { layer: 'cluster-item', i: String(clusterOfI), j },
  ]
}

/** Uniform in [0, 1), in steps of 2⁻³². */
async function coinOf(coins: CryptoKey, x: Uint8Array): Promise<number> {
  const bytes = await deriveFrom(coins, `coin ${x.join()}`, 4)
  return new DataView(bytes.buffer).getUint32(0) / 2 ** 32
}

/** By random keys: the order says nothing about which slots belong together. */
function shuffled<T>(all: readonly T[]): T[] {
  const keys = crypto.getRandomValues(new Uint32Array(2 * all.length))
  return all
    .map((value, n) => ({ value, key: keys[2 * n] * 2 ** 21 + (keys[2 * n + 1] >>> 11) }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}
