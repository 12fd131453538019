import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { fitSmall, randomInteractions, randomText } from '../teachers/graph/small-graph.ts'
import { trainBoth } from './steps.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const STEPS = 10_000

/** Bytes of the process outside of the arena. */
function held(): number {
  // Twice: the first leaves up to a megabyte of dead arrays' buffers.
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Records the arena's top before a step's memory is freed, and the bytes of the process. */
function watch() {
  let [steps, early, late, before, after] = [0, 0, 0, 0, 0]
  return {
    step(top: number) {
      steps++
      if (steps <= 1000) early = Math.max(early, top)
      if (steps > STEPS - 1000) late = Math.max(late, top)
      if (steps === 1000) before = held()
      if (steps === STEPS) after = held()
    },
    expectFlat() {
      expect(steps).toBe(STEPS)
      expect(late).toBe(early)
      // 33 bytes a step: less than any object that a step creates, more than V8's own code grows.
      expect(after - before).toBeLessThan(33 * (STEPS - 1000))
    },
  }
}

test('memory is flat over 10,000 steps of a student and LightGCN side by side', async () => {
  const watched = watch()
  const learned = await trainBoth(1, STEPS / 2, watched.step)
  expect(learned.every(Number.isFinite)).toBe(true)
  watched.expectFlat()
})

test.each([
  ['lightgcn', { dim: 8 }],
  ['lightgcn+irllrec', { dim: 8, prototypes: 4 }],
])('memory is flat over 10,000 epochs of %s', async (name, settings) => {
  // One batch of all events an epoch, so that every step's neighbourhood is the whole graph.
  const interactions = randomInteractions(5, 6, 0.3, createRandom(1))
  const text = name.includes('+') ? randomText(interactions, 4, createRandom(2)) : undefined
  const small = { interactions, text, settings, epochs: STEPS, batch: 64 }
  const watched = watch()
  await fitSmall(name, small, (_, top) => watched.step(top))
  watched.expectFlat()
})
