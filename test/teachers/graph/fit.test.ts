import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { createRandom } from '../../../training/random.ts'
import { interactionMatrix } from '../../../training/sparse/index.ts'
import { graphModel } from '../../../training/teachers/graph/index.ts'
import { trainerSettings } from '../../../training/teachers/graph/trainer/index.ts'
import {
  fitGraph,
  fitOptions,
  type GraphFitOptions,
  graphGrid,
  learnsAttributes,
  takesText,
  teacherEntry,
} from '../../../training/teachers/index.ts'
import { createRuntime } from '../../../training/tensor/index.ts'
import { bestOutside, CASES, ITEMS, loadCheckerboard } from '../../checkerboard/data.ts'
import { PAIRS } from './pairs.ts'

const { dataset, split } = await loadCheckerboard()

/** Texts that encode the color, with some noise. */
function textOf(width = 6) {
  const random = createRandom(5)
  const rows = (count: number) =>
    Float32Array.from(
      { length: count * width },
      (_, n) => (n % width === Math.floor(n / width) % 2 ? 1 : 0) + 0.1 * random.normal(),
    )
  return { width, users: rows(dataset.users.length), items: rows(ITEMS) }
}

/** What a name's framework needs: texts, or attributes that are the color itself. */
function learnedBy(name: string): Pick<GraphFitOptions, 'text' | 'attributes'> {
  if (takesText(name)) return { text: textOf() }
  if (!learnsAttributes(name)) return {}
  const values = new Float32Array(ITEMS).fill(1)
  const offsets = Int32Array.from({ length: ITEMS + 1 }, (_, n) => n)
  const index = Int32Array.from({ length: ITEMS }, (_, n) => n % 2)
  return { attributes: { rows: ITEMS, cols: 2, offsets, index, values } }
}

describe.each(PAIRS)('%s', (name) => {
  function trained(epochs: number, more: Partial<GraphFitOptions> = {}) {
    const run = { preset: 'quick', seed: 1, threads: 2 } as const
    const progress = more.progress ?? silent
    const options = fitOptions(dataset, split, { ...run, deadline: deadlineIn(5), progress })
    const setting = { dim: 8, batch: 256, learningRate: 0.01 }
    return fitGraph(name, { ...options, ...learnedBy(name), setting, epochs, ...more })
  }

  it('finds the colors of a checkerboard for new users', async () => {
    const teacher = await trained(40, { threads: 1 })
    expect(teacher).toMatchObject({ name, epochs: 40, config: { dim: 8, batch: 256 } })
    for (const { history, wanted } of CASES) {
      const one = { kind: new Uint8Array(3), age: new Float32Array(3) }
      const out = new Float32Array(ITEMS)
      teacher.score({ user: -1, item: Int32Array.from(history), ...one }, out)
      expect(bestOutside(out, history, 9)).toEqual(wanted)
    }
  })

  it('resumes from a checkpoint to the same bits', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tacit-resume-'))
    const checkpoint = join(folder, 'checkpoint.safetensors')
    const keep = { checkpoint, log: join(folder, 'log.jsonl'), stage: 'fit', identity: {} } as const
    const control = new AbortController()
    const update = (done: number) => done === 3 && control.abort()
    const progress = { ...silent, task: () => ({ update, end() {} }) }
    const stopped = trained(6, { keep, progress, signal: control.signal })
    await expect(stopped).rejects.toThrow('stopped after epoch 3')
    expect((await trained(6, { keep })).embeddings).toEqual((await trained(6)).embeddings)
  })

  it('has the defaults of its entry, and takes every setting of its grid', async () => {
    const interactions = interactionMatrix(split.fit, ITEMS)
    const grid = graphGrid(name)
    expect(grid.length).toBeGreaterThan(3)
    const runtime = await createRuntime({ bytes: 64 << 20, threads: 1 })
    const learned = learnedBy(name)
    const options = { runtime, interactions, random: createRandom(1), ...learned }
    const { variant: _, ...numbers } = graphModel(name, options).settings
    const trainer = trainerSettings(numbers, interactions.index.length)
    expect({ ...trainer, ...numbers }).toEqual(teacherEntry(name)?.defaults)
    for (const { weightDecay: _, ...settings } of grid) {
      const mark = runtime.mark()
      const random = createRandom(1)
      const model = graphModel(name, { runtime, interactions, random, ...learned, settings })
      expect(model.settings).toMatchObject(settings)
      runtime.release(mark)
    }
    await runtime.dispose()
  })
})
