import type { Engine } from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { startEngines } from '../../client/engines.ts'
import { randomPack } from '../pack/random-pack.ts'

const { loaded } = await randomPack()
const EVENTS = [{ item: 3, kind: 0, age: 0 }]
const rank = async (engine: Engine) => engine.score(await engine.encode(EVENTS), EVENTS)

test('instant answers at once and never asks for ONNX Runtime', async () => {
  const options = { engine: 'instant', assets: '/sdk/', webgpu: 'real' } as const
  const engines = await startEngines(loaded, options, () => {})
  const { result, name } = await engines.run(rank)
  expect(result).toHaveLength(40)
  expect([name, engines.name]).toEqual(['instant', 'instant'])
  expect(engines.adapter).toBe('not requested: engine is instant')
  expect(engines.timings).toEqual({})
  await engines.dispose()
  await expect(engines.run(rank)).rejects.toThrow('no pack is loaded')
})

// Node has no Worker of a browser, so ONNX Runtime cannot start here.
test.each([
  'auto',
  'ort',
] as const)('%s answers where ONNX Runtime cannot start', async (engine) => {
  const options = { engine, assets: '/sdk/', webgpu: 'real' } as const
  const engines = await startEngines(loaded, options, () => {})
  expect((await engines.run(rank)).name).toBe('instant')
  await expect.poll(() => engines.adapter).toBe('location is not defined')
})

test('work that fails is repeated once, on the instant engine', async () => {
  const options = { engine: 'instant', assets: '/sdk/', webgpu: 'off' } as const
  const engines = await startEngines(loaded, options, () => {})
  const used: string[] = []
  const flaky = async (engine: Engine) => {
    used.push(engine.name)
    if (used.length === 1) throw new Error('device lost')
    return rank(engine)
  }
  expect((await engines.run(flaky)).result).toHaveLength(40)
  expect(used).toEqual(['instant', 'instant'])
})
