import { expect, test } from 'vitest'
import { openRefusal } from '../../client/refusal.ts'
import { memoryStorage } from '../../client/testing/memory.ts'

test('a no is there for every tab until that very one is stored', () => {
  const storage = memoryStorage()
  const [one, other] = [1, 2].map(() => openRefusal('shop', () => storage))
  expect(one.read()).toBe(null)
  one.write()
  const first = other.read()!
  other.write()
  one.clear(first)
  expect(one.read()).toBe(other.read())
  one.clear()
  expect([one.read(), other.read()]).toEqual([null, null])
  expect(openRefusal('shop user', () => storage).read()).toBe(null)
})

test.each([
  [
    'refuses to store',
    () => {
      throw new Error('refused')
    },
  ],
  ['has no storage', () => null],
])('lasts as long as the page where the browser %s', (_, storage) => {
  const refusal = openRefusal('shop', storage)
  refusal.write()
  expect(refusal.read()).toMatch(/./)
  refusal.clear(refusal.read()!)
  expect(refusal.read()).toBe(null)
})
