import { describe, expect, it } from 'vitest'
import { splitDataset } from '../../../training/data/index.ts'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { createRandom } from '../../../training/random.ts'
import { drawBatch } from '../../../training/student/encoder/batch.ts'
import {
  defaultSettings,
  judgeAlone,
  type StudentSettings,
  type StudentTables,
  searchSettings,
  trainStudent,
} from '../../../training/student/encoder/index.ts'
import { StudentModel } from '../../../training/student/encoder/model.ts'
import { prepare } from '../../../training/student/prepare.ts'
import type { DenseTexts } from '../../../training/teachers/index.ts'
import { Tape } from '../../../training/tensor/index.ts'
import { ITEMS, loadCheckerboard } from '../../checkerboard/data.ts'
import { testRuntime } from '../../tensor/test-runtime.ts'

const { dataset, split } = await loadCheckerboard()
const { fit, graph, cold, examples } = await prepare(dataset, split, {
  preset: 'quick',
  seed: 1,
  threads: 1,
  minSupport: 2,
  memory: [],
  teachers: ['ease'],
  deadline: deadlineIn(5),
  progress: silent,
})
const runtime = await testRuntime()

const SMALL: StudentSettings = {
  ...defaultSettings(true),
  dim: 8,
  intents: 2,
  batch: 64,
  epochs: 1,
}
const ALL = {
  textProjection: 0.5,
  profileWeight: 0.3,
  pairWeight: 0.2,
  translationWeight: 0.1,
  matchingWeight: 0.4,
}

/** Texts of width 6, whose profiles and intents differ. */
function texts(): DenseTexts {
  const random = createRandom(4)
  const draw = () => Float32Array.from({ length: ITEMS * 6 }, () => random.normal())
  return { profiles: { width: 6, items: draw() }, intents: { width: 6, items: draw() } }
}

const SAME: DenseTexts = { profiles: { width: 4, items: new Float32Array(ITEMS * 4).fill(1) } }

function train(change: Partial<StudentSettings>, denseTexts: () => DenseTexts | null) {
  const data = { fit: { ...fit, denseTexts }, graph, cold, examples }
  return trainStudent(data, { ...SMALL, ...change })
}

interface Step {
  loss: number
  /** The gradient of each parameter. */
  slopes: Float32Array[]
  items: number
  histories: number
}

/**
 * One step of a new model on the first 20 examples.
 *
 * @param nudge moves one number of a parameter before the step
 */
function step(
  weights: Partial<StudentSettings>,
  of: DenseTexts,
  nudge = { parameter: 0, at: 0, by: 0 },
): Step {
  const settings = { ...SMALL, ...weights }
  const mark = runtime.mark()
  const model = new StudentModel(runtime, graph, settings, 1, of)
  model.parameters[nudge.parameter].data[nudge.at] += nudge.by
  const tape = new Tape(runtime)
  const batch = drawBatch(split.fit, examples.slice(0, 20), settings, createRandom(2))
  const loss = model.loss(tape, batch)
  tape.backward(loss)
  const result = {
    loss: loss.data[0],
    slopes: model.parameters.map(({ grad }) => grad.slice()),
    items: new Set(batch.item).size,
    histories: batch.offsets.length - 1,
  }
  runtime.release(mark)
  return result
}

describe('terms of texts in the student', () => {
  it('have the slopes of their loss', () => {
    const of = texts()
    const { slopes } = step(ALL, of)
    const BY = 2e-3
    for (const [parameter, slope] of slopes.entries()) {
      const steepest = Math.max(...slope.map(Math.abs))
      const at = slope.findIndex((value) => Math.abs(value) === steepest)
      const [above, below] = [BY, -BY].map((by) => step(ALL, of, { parameter, at, by }).loss)
      const expected = (above - below) / (2 * BY)
      expect(Math.abs(slope[at] - expected), `${parameter}[${at}]`).toBeLessThan(
        5e-4 + 0.01 * steepest,
      )
    }
  })

  it('are ln n where all texts are the same', () => {
    const plain = step({}, SAME)
    const profile = step({ profileWeight: 0.5 }, SAME)
    expect(profile.loss - plain.loss).toBeCloseTo(0.5 * Math.log(plain.items), 4)
    const pair = step({ pairWeight: 2 }, SAME)
    expect(pair.loss - plain.loss).toBeCloseTo(2 * Math.log(plain.histories), 4)
  })

  it('match empty texts at ln d or more', () => {
    const nothing = { profiles: { width: 4, items: new Float32Array(ITEMS * 4) } }
    // Empty texts give a uniform target: ln d for themselves, more for the student's own side.
    const [plain, matched] = [step({}, nothing), step({ matchingWeight: 1 }, nothing)]
    expect(matched.loss - plain.loss).toBeGreaterThan(2 * Math.log(SMALL.dim))
  })

  it('fold the projected text into the item rows', () => {
    const of = texts()
    const mark = runtime.mark()
    const model = new StudentModel(runtime, graph, { ...SMALL, textProjection: 1e4 }, 1, of)
    const projection = model.parameters.find(({ rows, cols }) => rows === 8 && cols === 8)!
    // The width of 6 is padded to 8; column 0 of the text becomes column 3.
    projection.data[3] = 1
    const { embeddings } = model.tables(new Tape(runtime))
    for (let i = 0; i < ITEMS; i++)
      expect(embeddings[i * 8 + 3]).toBeCloseTo(Math.sign(of.profiles.items[i * 6]), 2)
    runtime.release(mark)
  })

  it('change nothing with weights of 0, which read no texts', async () => {
    const refuse = (): DenseTexts => {
      throw new Error('texts were read')
    }
    const plain = await train({}, refuse)
    expect((await train(ALL, () => null)).tables).toEqual(plain.tables)
    expect((await train(ALL, texts)).tables).not.toEqual(plain.tables)
    await expect(train({ pairWeight: 0.1 }, refuse)).rejects.toThrow('texts were read')
  })

  it('have room for wide texts', async () => {
    const profiles = { width: 800, items: new Float32Array(ITEMS * 800).fill(1) }
    const { tables } = await train(ALL, () => ({ profiles }))
    expect(tables.gain.every(Number.isFinite)).toBe(true)
  })
})

it('are tried by a search where events have an order and items have texts', async () => {
  const judged = splitDataset(dataset, 'leave-one-out')
  const inputs = { split: judged, deadline: deadlineIn(60) }
  const data = { fit, graph, cold, examples: examples.slice(0, 32) }
  const changes = async (denseTexts?: () => DenseTexts | null) => {
    const { tried } = await searchSettings({ ...inputs, denseTexts }, 32, async (settings) => {
      const quick = { ...settings, dim: 8, epochs: 1 }
      const judge = (tables: StudentTables) => judgeAlone(tables, quick, graph, judged)
      const trained = await trainStudent(data, quick, judge)
      const { validation = fail() } = trained
      return { ...trained, validation, beta: 0, cases: Float32Array.of(0) }
    })
    return tried.map(({ change }) => change)
  }
  expect(await changes(fit.denseTexts)).toContainEqual({ pairWeight: 0.1 })
  expect(await changes()).not.toContainEqual({ pairWeight: 0.1 })
})

function fail(): never {
  throw new Error('no validation')
}
