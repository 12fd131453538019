import { expect, it } from 'vitest'
import {
  doesMeasure,
  MESSAGE_BYTES,
  makeAnswer,
  readAnswer,
  unbiased,
} from '../../contribute/index.ts'
import { createRandom } from '../../training/random.ts'
import { give, newDevice } from './visitors.ts'

it('gives one bit with its arm, the same again, as long as any message', async () => {
  const device = newDevice()
  const message = await makeAnswer({ hit: true, arm: 7 }, device)
  expect(message).toHaveLength(MESSAGE_BYTES)
  const again = readAnswer(await makeAnswer({ hit: true, arm: 7 }, device))
  expect(again).toEqual(readAnswer(message))
  expect(again).toMatchObject({ arm: 7 })
  const other = readAnswer(await makeAnswer({ hit: false, arm: 7 }, device))
  expect(other).toMatchObject({ id: again!.id, bit: 1 - again!.bit })
})

it('is no token, and no token is a measurement', async () => {
  const message = await give({ layer: 'item-item', i: 'a', j: 'b' }, newDevice())
  expect(readAnswer(new Uint8Array(MESSAGE_BYTES))).toBeNull()
  expect(readAnswer(message.tag)).toBeNull()
  const bad = await makeAnswer({ hit: true, arm: 1 }, newDevice())
  bad[32 + 16 + 4] = 2
  expect(readAnswer(bad)).toBeNull()
})

it('tells the truth with probability .881, whatever it is', async () => {
  for (const hit of [true, false]) {
    let ones = 0
    for (let n = 0; n < 600; n++)
      ones += readAnswer(await makeAnswer({ hit, arm: 1 }, newDevice()))!.bit
    expect(Math.abs(ones / 600 - (hit ? 0.881 : 0.119))).toBeLessThan(0.055)
  }
})

it('chooses the share of devices that measure, each for an epoch', async () => {
  const device = newDevice()
  expect(await doesMeasure(0, device)).toBe(false)
  expect(await doesMeasure(1, device)).toBe(true)
  expect(await doesMeasure(0.5, device)).toBe(await doesMeasure(0.5, device))
})

it('has the published intervals at a rate of .15, and they hold', () => {
  const truth = Math.exp(2) / (1 + Math.exp(2))
  const share = 0.15 * truth + 0.85 * (1 - truth)
  for (const [devices, halfWidth] of [
    [1000, 0.034],
    [10_000, 0.011],
  ]) {
    const found = unbiased(devices, share * devices)
    expect(found.rate).toBeCloseTo(0.15, 10)
    expect(found.halfWidth).toBeCloseTo(halfWidth, 3)
  }
  const { uniform } = createRandom(3)
  let inside = 0
  for (let run = 0; run < 200; run++) {
    let ones = 0
    for (let n = 0; n < 1000; n++) ones += uniform() < share ? 1 : 0
    const { rate, halfWidth } = unbiased(1000, ones)
    if (Math.abs(rate - 0.15) <= halfWidth) inside++
  }
  expect(inside).toBeGreaterThan(180)
})
