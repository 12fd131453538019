import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { createRandom } from '../../../training/random.ts'
import { interactionMatrix } from '../../../training/sparse/index.ts'
import { graphModel } from '../../../training/teachers/graph/index.ts'
import {
  fitGraph,
  fitOptions,
  GRAPH_NAMES,
  type GraphFitOptions,
  graphGrid,
  takesText,
} from '../../../training/teachers/index.ts'
import { createRuntime } from '../../../training/tensor/index.ts'
import { bestOutside, CASES, ITEMS, loadCheckerboard } from '../../checkerboard/data.ts'

const { dataset, split } = await loadCheckerboard()

/** Texts that say the color, with some noise. */
function textOf(width = 6) {
  const random = createRandom(5)
  const rows = (count: number) =>
    Float32Array.from(
      { length: count * width },
      (_, n) => (n % width === Math.floor(n / width) % 2 ? 1 : 0) + 0.1 * random.normal(),
    )
  return { width, users: rows(dataset.users.length), items: rows(ITEMS) }
}

// `irllrec` alone is `irllrec:paper`.
describe.each(GRAPH_NAMES.filter((name) => !name.endsWith(':paper')))('%s', (name) => {
  function trained(epochs: number, more: Partial<GraphFitOptions> = {}) {
    const run = { preset: 'quick', seed: 1, threads: 2 } as const
    const progress = more.progress ?? silent
    const options = fitOptions(dataset, split, { ...run, deadline: deadlineIn(5), progress })
    const text = takesText(name) ? textOf() : undefined
    const setting = { dim: 8, batch: 256, learningRate: 0.01 }
    return fitGraph(name, { ...options, text, setting, epochs, ...more })
  }

  it('finds the colors of a checkerboard, for strangers too', async () => {
    const teacher = await trained(40, { threads: 1 })
    expect(teacher).toMatchObject({ name, epochs: 40, config: { dim: 8, batch: 256 } })
    for (const { history, wanted } of CASES) {
      const one = { kind: new Uint8Array(3), age: new Float32Array(3) }
      const out = new Float32Array(ITEMS)
      teacher.score({ user: -1, item: Int32Array.from(history), ...one }, out)
      expect(bestOutside(out, history, 9)).toEqual(wanted)
    }
  })

  it('goes on from a checkpoint to the same bits', async () => {
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

  it('takes every setting of its grid', async () => {
    const interactions = interactionMatrix(split.fit, ITEMS)
    const grid = graphGrid(name)
    expect(grid.length).toBeGreaterThan(3)
    const runtime = await createRuntime({ bytes: 64 << 20, threads: 1 })
    const text = takesText(name) ? textOf() : undefined
    for (const { weightDecay: _, ...settings } of grid) {
      const mark = runtime.mark()
      const random = createRandom(1)
      const model = graphModel(name, { runtime, interactions, random, text, settings })
      expect(model.settings).toMatchObject(settings)
      runtime.release(mark)
    }
    await runtime.dispose()
  })
})
