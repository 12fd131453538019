import { expect, it } from 'vitest'
import { createRandom } from '../../../training/random.ts'
import { drawBatch } from '../../../training/student/encoder/batch.ts'
import { defaultSettings, listExamples } from '../../../training/student/encoder/index.ts'

it('weighs an example by the number of its user’s fitted events', () => {
  // Users of 2 and of 4 events.
  const fit = {
    offsets: Int32Array.from([0, 2, 6]),
    item: Int32Array.from([0, 1, 2, 3, 4, 5]),
    kind: new Uint8Array(6),
    age: new Float32Array(6).fill(-1),
    time: null,
  }
  const examples = listExamples(fit, true)
  const weights = (lengthExponent: number) => {
    const settings = { ...defaultSettings(true), lengthExponent }
    return drawBatch(fit, examples, settings, createRandom(1)).weight
  }
  expect(weights(0)).toBeUndefined()
  expect(weights(1)).toEqual(Float32Array.from([0.5, 0.25, 0.25, 0.25]))
  expect(weights(2)).toEqual(Float32Array.from([0.25, 0.0625, 0.0625, 0.0625]))
})
