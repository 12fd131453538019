import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { silent } from '../../../training/progress.ts'
import { type LogLine, readLog } from '../../../training/teachers/graph/trainer/index.ts'
import { writeCheckerboard } from '../../checkerboard/data.ts'
import { type SmallRun, trainSmall } from './train-small.ts'

let data: string
const folder = () => mkdtemp(join(tmpdir(), 'tacit-run-'))
const logOf = (run: string) => readLog(join(run, 'log.jsonl'))
const untimed = (lines: LogLine[]) => lines.map(({ seconds: _, ...line }) => line)

beforeAll(async () => {
  data = await writeCheckerboard()
})

/** Aborts when the given epoch is reported. */
function abortAt(epoch: number): Pick<SmallRun, 'signal' | 'progress'> {
  const control = new AbortController()
  const update = (done: number) => done >= epoch && control.abort()
  return {
    signal: control.signal,
    progress: { ...silent, task: () => ({ update, end() {} }) },
  }
}

describe('training a graph model', () => {
  it('learns, validates every third epoch and keeps the best one', async () => {
    const run = await folder()
    const { trained } = await trainSmall(data, { folder: run, epochs: 60 })
    const log = await logOf(run)
    expect(log.map((line) => line.epoch)).toEqual(Array.from(log, (_, n) => n + 1))
    expect(log.at(-1)!.loss).toBeLessThan(0.5 * log[0].loss)
    expect(log[0]).toMatchObject({ stage: 'fit', terms: { bpr: log[0].loss } })
    const validated = log.filter((line) => line.validation)
    expect(validated.every((line) => line.epoch % 3 === 0)).toBe(true)
    const best = Math.max(...validated.map((line) => line.objective!))
    expect(log[trained.epochs - 1].objective).toBe(best)
    expect(trained.validation).toEqual(log[trained.epochs - 1].validation)
    expect(best).toBeGreaterThan(1)
  })

  it('stops after `patience` validations without gain', async () => {
    const { trained } = await trainSmall(data, { epochs: 400, settings: { patience: 2 } })
    expect(trained.trained).toBe(trained.epochs + 6)
  })

  it('trains all epochs and keeps the last without validation cases', async () => {
    const { trained } = await trainSmall(data, { epochs: 5, valid: null })
    expect(trained).toMatchObject({ epochs: 5, trained: 5, validation: undefined })
  })
})

describe('resuming', () => {
  it.each([1, 2, 3, 7])('after epoch %i gives the same bits', async (epoch) => {
    const [whole, cut] = [await folder(), await folder()]
    const straight = await trainSmall(data, { folder: whole, epochs: 12 })
    const stopped = trainSmall(data, { folder: cut, epochs: 12, ...abortAt(epoch) })
    await expect(stopped).rejects.toThrow(
      `stopped after epoch ${epoch}, saved in ${join(cut, 'checkpoint.safetensors')}: run the same`,
    )
    expect(await trainSmall(data, { folder: cut, epochs: 12 })).toEqual(straight)
    expect(untimed(await logOf(cut))).toEqual(untimed(await logOf(whole)))
  })

  it('survives kills at any moment', async () => {
    const run = await folder()
    const program = join(import.meta.dirname, 'train-small.ts')
    for (let kill = 0; kill < 3; kill++) {
      const before = (await logOf(run)).length
      const child = spawn(process.execPath, [program, data, run], { stdio: 'ignore' })
      const ended = once(child, 'exit')
      while ((await logOf(run)).length < before + 5) await pause(5)
      await pause(7 * kill)
      child.kill('SIGKILL')
      await ended
    }
    const most = (await logOf(run)).length + 5
    const options = { epochs: most, settings: { patience: 400 } }
    const straight = await trainSmall(data, options)
    expect(await trainSmall(data, { folder: run, ...options })).toEqual(straight)
    expect((await logOf(run)).map((line) => line.epoch)).toEqual(
      Array.from({ length: most }, (_, n) => n + 1),
    )
  })

  it('leaves a finished run unchanged', async () => {
    const run = await folder()
    const first = await trainSmall(data, { folder: run, epochs: 6 })
    const bytes = await readFile(join(run, 'checkpoint.safetensors'))
    expect(await trainSmall(data, { folder: run, epochs: 6 })).toEqual(first)
    expect(await readFile(join(run, 'checkpoint.safetensors'))).toEqual(bytes)
    expect((await readdir(run)).sort()).toEqual(['checkpoint.safetensors', 'log.jsonl'])
  })

  it.each([
    ['another model', { name: 'lightgcn' }, 'its model is "matrix-factorization", this tra'],
    ['another seed', { seed: 2 }, "its seed is 1, this training's is 2"],
    ['other settings', { dim: 4 }, '"dim":8'],
    ['other trainer settings', { settings: { batch: 32 } }, '"batch":64'],
    ['other data', { identity: { data: 'x' } }, 'this training\'s is "x"'],
  ] as [string, SmallRun, string][])('refuses %s', async (_, change, says) => {
    const run = await folder()
    await trainSmall(data, { folder: run, epochs: 1 })
    const file = join(run, 'checkpoint.safetensors')
    await expect(trainSmall(data, { folder: run, epochs: 2, ...change })).rejects.toThrow(says)
    await expect(trainSmall(data, { folder: run, epochs: 2, ...change })).rejects.toMatchObject({
      code: 'teacher/checkpoint',
      message: expect.stringContaining(`${file} cannot be resumed`),
    })
  })

  it('refuses a damaged checkpoint and other files', async () => {
    const run = await folder()
    const file = join(run, 'checkpoint.safetensors')
    await trainSmall(data, { folder: run, epochs: 1 })
    await writeFile(file, readFileSync(file).subarray(0, -1))
    await expect(trainSmall(data, { folder: run })).rejects.toThrow(file)
    await writeFile(file, new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 123, 125]))
    await expect(trainSmall(data, { folder: run })).rejects.toThrow('its format is "none"')
  })
})

describe('invalid input', () => {
  it('is refused: a loss that is not finite, a setting, no events', async () => {
    await expect(
      trainSmall(data, { epochs: 40, settings: { learningRate: 1e38 } }),
    ).rejects.toMatchObject({ code: 'teacher/diverged' })
    const none = { rows: 120, cols: 24, offsets: new Int32Array(121), index: new Int32Array(0) }
    const interactions = { ...none, values: new Float32Array(0) }
    await expect(trainSmall(data, { interactions })).rejects.toThrow(
      'teacher "matrix-factorization": there are no events to train on',
    )
    await expect(trainSmall(data, { settings: { batch: 0 } })).rejects.toThrow(
      'setting batch: 0 must be a whole number ≥ 1',
    )
  })
})
