import { expect, it } from 'vitest'
import { networkOf, pseudonymOf } from '../../randomness/network.ts'

it.each([
  ['203.0.113.5', '4 203.0.113'],
  ['203.0.113.255', '4 203.0.113'],
  ['::ffff:203.0.113.5', '4 203.0.113'],
  ['2001:db8:1:2ff::1', '6 2001:db8:1:2'],
  ['2001:db8:1:2aa:1:2:3:4', '6 2001:db8:1:2'],
  ['2001:0db8:0001:0300::', '6 2001:db8:1:3'],
  ['::1', '6 0:0:0:0'],
  ['2001:db8::', '6 2001:db8:0:0'],
  ['', 'unknown'],
  ['nonsense', 'unknown'],
])('takes %j for network %j', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

it('has unrelated names for a network on two days', async () => {
  const [a, b] = [1, 2].map((fill) => new Uint8Array(32).fill(fill).buffer)
  expect(await pseudonymOf(a, '203.0.113.5')).toBe(await pseudonymOf(a, '203.0.113.9'))
  expect(await pseudonymOf(a, '203.0.113.5')).not.toBe(await pseudonymOf(b, '203.0.113.5'))
  expect(await pseudonymOf(a, '203.0.113.5')).not.toBe(await pseudonymOf(a, '203.0.114.5'))
})
