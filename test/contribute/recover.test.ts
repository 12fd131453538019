import { expect, it } from 'vitest'
import {
  contextOf,
  decodeToken,
  encodeToken,
  evaluateInput,
  type Message,
  makeMessage,
  readMessage,
  recover,
  SCALARS,
  type Token,
} from '../../contribute/index.ts'
import { give, key, newDevice, outputOf, parameters } from './visitors.ts'

const token: Token = { layer: 'item-item', i: 'lamp', j: 'desk' }
const context = contextOf(parameters)
const K = parameters.threshold
const x = encodeToken(context, token)

/** Messages of `count` devices that give the token. */
const givenBy = (count: number) =>
  Promise.all(Array.from({ length: count }, () => give(token, newDevice())))

/** The same message with a false share. */
const forged = (message: Message): Message => {
  const { x, y } = message.share
  return { ...message, share: { x, y: SCALARS.add(y, 1n) } }
}

it.each([0, 1, K - 1])('reads nothing that %i devices gave', async (count) => {
  expect(await recover(await givenBy(count), K)).toEqual({ state: 'closed' })
})

it.each([K, K + 1, 40])('reads what %i devices gave, and counts them', async (count) => {
  const opened = await recover(await givenBy(count), K)
  expect(opened).toEqual({ state: 'opened', x, devices: count, false: 0 })
  expect(opened.state === 'opened' && decodeToken(context, opened.x)).toEqual(token)
})

it('counts a device once, however often it sends', async () => {
  const devices = Array.from({ length: K - 1 }, newDevice)
  const send = () => Promise.all(devices.map((device) => give(token, device)))
  const twice = [...(await send()), ...(await send())]
  expect(new Set(twice.map(({ share }) => share.x)).size).toBe(K - 1)
  expect(await recover(twice, K)).toEqual({ state: 'closed' })
  const more = [...twice, await give(token, newDevice())]
  expect(await recover(more, K)).toMatchObject({ state: 'opened', devices: K })
})

it('has one tag for a token, and another for every other token, context and key', async () => {
  const device = newDevice()
  const tagOf = async (...[given, by]: [Token, typeof parameters?]) =>
    Buffer.from((await give(given, device, by)).tag).toString('hex')
  const tags = await Promise.all([
    tagOf(token),
    tagOf({ ...token, layer: 'item-cluster' }),
    tagOf({ ...token, i: 'desk', j: 'lamp' }),
    tagOf(token, { ...parameters, catalogue: 'other' }),
    tagOf(token, { ...parameters, epoch: 101 }),
    tagOf(token, { ...parameters, threshold: 6 }),
  ])
  expect(new Set(tags).size).toBe(tags.length)
  expect(await tagOf(token)).toBe(tags[0])
})

it.each([
  [K + 2, 1],
  [K + 7, 3],
  [3 * K, 5],
  [60, 27],
])('leaves out false shares: of %i points %i are false', async (count, wrong) => {
  const messages = await givenBy(count)
  const mixed = messages.map((each, n) => (n < wrong ? forged(each) : each))
  const opened = { state: 'opened', x, devices: count - wrong, false: wrong }
  // No luck needed: the tries by chance are off.
  expect(await recover(mixed, K, { maxTries: 5 })).toEqual(opened)
})

it('reports a group with too many false shares, in bounded time', async () => {
  const messages = await givenBy(30)
  const mixed = messages.map((each, n) => (n < 26 ? forged(each) : each))
  expect(await recover(mixed, K, { maxTries: 20 })).toEqual({ state: 'unreadable', points: 30 })
})

it('reads k clean shares only if k devices gave them', async () => {
  const messages = await givenBy(K)
  const mixed = [...messages.slice(1), forged(messages[0])]
  expect(await recover(mixed, K)).toEqual({ state: 'unreadable', points: K })
})

it('leaves out boxes that hold another text under the same secret', async () => {
  const output = outputOf(x)
  const other = encodeToken(context, { ...token, j: 'chair' })
  const liar = readMessage(await makeMessage(other, output, K, newDevice()))
  const opened = await recover([...(await givenBy(K)), liar], K)
  expect(opened).toEqual({ state: 'opened', x, devices: K, false: 1 })
  const liars = await Promise.all(
    [1, 2].map(async () => readMessage(await makeMessage(other, output, K, newDevice()))),
  )
  expect(await recover([...(await givenBy(K - 1)), ...liars], K)).toMatchObject({
    state: 'unreadable',
  })
})

it('reads no message that no device can have sent', async () => {
  const good = await makeMessage(x, outputOf(x), K, newDevice())
  const changed = (from: number, to: number, value: number) =>
    Uint8Array.from(good).fill(value, from, to)
  expect(readMessage(good).tag).toHaveLength(32)
  expect(() => readMessage(changed(32, 64, 0))).toThrow('at 0, where the secret is')
  expect(() => readMessage(changed(32, 64, 255))).toThrow('no scalar')
  expect(() => readMessage(changed(64, 96, 255))).toThrow('no scalar')
  expect(() => readMessage(good.subarray(1))).toThrow('379 bytes')
})

// Not stopped: k − 1 bots, a key that was kept or restored, and both parties together.
it('opens what one device gave to who guesses it and has k − 1 devices, or the key', async () => {
  const victim = await give(token, newDevice())
  expect(await recover([victim, ...(await givenBy(K - 1))], K)).toMatchObject({ devices: K })
  const withKey = (guess: Token) => {
    const x = encodeToken(context, guess)
    const forged = async () =>
      readMessage(await makeMessage(x, evaluateInput(key, x), K, newDevice()))
    return Promise.all(Array.from({ length: K - 1 }, forged))
  }
  const right = await withKey(token)
  expect(await recover([victim, ...right], K)).toEqual({ state: 'opened', x, devices: K, false: 0 })
  const [wrong] = await withKey({ ...token, j: 'rug' })
  expect(wrong.tag).not.toEqual(victim.tag)
})

it('never uses a nonce twice', async () => {
  const device = newDevice()
  const [a, b] = [await give(token, device), await give(token, device)]
  expect(Buffer.from(a.nonce).equals(b.nonce)).toBe(false)
  expect(a.share).toEqual(b.share)
})
