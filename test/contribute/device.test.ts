import { expect, it } from 'vitest'
import {
  contextOf,
  decodeToken,
  fillSlots,
  openerOf,
  type Pair,
  sealMessages,
  slotsOf,
} from '../../contribute/index.ts'
import { newDevice, parameters, sealKeys } from './visitors.ts'

const pair = (n: number): Pair => ({ i: `i${n}`, j: `j${n}`, clusterOfI: n % 3, clusterOfJ: 1 })
const context = contextOf(parameters)
const read = (slots: Uint8Array[]) =>
  slots.map((x) => decodeToken(context, x)).filter((each) => each !== null)
const words = (slots: Uint8Array[]) =>
  read(slots)
    .map(({ layer, i, j }) => `${layer} ${i} ${j}`)
    .sort()

it('fills 3m slots, whatever it has', async () => {
  expect(slotsOf(parameters)).toBe(30)
  for (const count of [0, 1, 10]) {
    const slots = await fillSlots(
      parameters,
      Array.from({ length: count }, (_, n) => pair(n)),
      newDevice(),
    )
    expect(slots.map((each) => each.length)).toEqual(new Array(30).fill(256))
  }
  await expect(
    fillSlots(
      parameters,
      Array.from({ length: 11 }, (_, n) => pair(n)),
      newDevice(),
    ),
  ).rejects.toThrow('11 pairs')
})

it('gives three layers of a pair, and a token once', async () => {
  const slots = await fillSlots(parameters, [pair(0), pair(0), pair(3)], newDevice())
  expect(words(slots)).toEqual([
    'cluster-item 0 j0',
    'cluster-item 0 j3',
    'item-cluster i0 1',
    'item-cluster i3 1',
    'item-item i0 j0',
    'item-item i3 j3',
  ])
})

it('has its tokens in any order, so that their places do not link the layers of a pair', async () => {
  const one = { ...parameters, pairs: 1 }
  const orders = new Set<string>()
  // In 150 draws, one of the six orders is missing with probability 8·10⁻¹².
  for (let n = 0; n < 150; n++) {
    const slots = await fillSlots(one, [pair(0)], newDevice())
    orders.add(`${read(slots).map(({ layer }) => layer)}`)
  }
  expect(orders.size).toBe(6)
})

it('tosses one coin for each token, and the same one again for the same device', async () => {
  const sampled = { ...parameters, sample: 0.25 }
  const pairs = Array.from({ length: 10 }, (_, n) => pair(n))
  let kept = 0
  let whole = 0
  for (let n = 0; n < 60; n++) {
    const device = newDevice()
    const first = words(await fillSlots(sampled, pairs, device))
    expect(words(await fillSlots(sampled, pairs, device))).toEqual(first)
    kept += first.length
    if (first.length === 0 || first.length >= 26) whole++
  }
  // 60 devices · 30 tokens, five standard deviations; a coin a device would give all or none.
  expect(Math.abs(kept - 60 * 30 * 0.25)).toBeLessThan(92)
  expect(whole).toBeLessThan(5)
})

it('seals messages to the aggregator, one by one, for one catalogue and epoch', async () => {
  const messages = [1, 2].map((n) => new Uint8Array(380).fill(n))
  const sealed = await sealMessages(sealKeys.public, parameters, messages)
  expect(sealed.map((each) => each.length)).toEqual([461, 461])
  const open = await openerOf(sealKeys, parameters)
  expect(await Promise.all(sealed.map(open))).toEqual(messages)

  const refused = expect.objectContaining({ code: 'contribute/sealed' })
  for (const place of [
    { ...parameters, epoch: 101 },
    { ...parameters, catalogue: 'other' },
  ]) {
    const other = await openerOf(sealKeys, place)
    await expect(other(sealed[0])).rejects.toThrow(refused)
  }
  await expect(open(sealed[0].map((byte, n) => (n === 460 ? byte ^ 1 : byte)))).rejects.toThrow(
    refused,
  )
})

it('sends at most 20 kB a device and epoch', () => {
  const sent = 30 * 32 + 30 * 461
  expect(sent).toBeLessThan(20_000)
})
