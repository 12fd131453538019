import { expect, test } from 'vitest'
import { createRandom } from '../training/random.ts'

test('a stream goes on from its state', () => {
  const random = createRandom(3)
  for (let n = 0; n < 10; n++) random.normal()
  const state = random.state()
  const rest = Array.from({ length: 5 }, random.uniform)
  const other = createRandom(9)
  other.restore(state)
  expect(Array.from({ length: 5 }, other.uniform)).toEqual(rest)
  expect(() => other.restore([1, 2, 3])).toThrow('[1,2,3] is no state')
})
