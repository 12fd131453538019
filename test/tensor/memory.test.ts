import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { fitSmall, randomInteractions, randomText } from '../teachers/graph/small-graph.ts'
import { trainBoth } from './steps.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Bytes that the process holds beside the arena. */
function held(): number {
  // The first leaves buffers of dead arrays to be swept, up to a megabyte.
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Records the arena's top before a step's memory is freed, and the bytes of the process. */
function watch(expected: number) {
  let [steps, early, late, before, after] = [0, 0, 0, 0, 0]
  return {
    step(top: number) {
      steps++
      if (steps <= 1000) early = Math.max(early, top)
      if (steps > expected - 1000) late = Math.max(late, top)
      if (steps === 1000) before = held()
      if (steps === expected) after = held()
    },
    expectFlat() {
      expect(steps).toBe(expected)
      expect(late).toBe(early)
      // 33 bytes a step: less than any object that a step creates, more than V8's own code grows.
      expect(after - before).toBeLessThan(33 * (expected - 1000))
    },
  }
}

test('memory is flat over 10,000 steps of a student and LightGCN side by side', async () => {
  const watched = watch(10_000)
  const learned = await trainBoth(1, 5000, watched.step)
  expect(learned.every(Number.isFinite)).toBe(true)
  watched.expectFlat()
})

test.each([
  ['lightgcn', 10_000, { dim: 8 }],
  ['lightgcn+irllrec', 5000, { dim: 8, prototypes: 4 }],
] as const)('memory is flat over many epochs of %s: %i', async (name, epochs, settings) => {
  // One batch of all events an epoch, so that every step's neighbourhood is the whole graph.
  const interactions = randomInteractions(5, 6, 0.3, createRandom(1))
  const text = name.includes('+') ? randomText(interactions, 4, createRandom(2)) : undefined
  const small = { interactions, text, settings, threads: 1, epochs, batch: 64 }
  const watched = watch(epochs)
  await fitSmall(name, small, (_, top) => watched.step(top))
  watched.expectFlat()
})
