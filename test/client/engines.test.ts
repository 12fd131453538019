import type { Engine } from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { type EnginesOptions, startEngines } from '../../client/engines.ts'
import type { ClientPack } from '../../client/packs.ts'
import { randomPack } from '../pack/random-pack.ts'

const { loaded } = await randomPack()
const pack: ClientPack = { ...loaded, stage: 'items' }
const none = { worker: '/none.js', runtime: '/none.wasm.gz' }
const FILES = { wasm: none, webgpu: none }
const EVENTS = [{ item: 3, kind: 0, age: 0 }]
const rank = async (engine: Engine) => engine.score(await engine.encode(EVENTS), EVENTS)

function options(change: Partial<EnginesOptions>): EnginesOptions & { asked: string[] } {
  const asked: string[] = []
  return {
    engine: 'auto',
    webgpu: 'real',
    saveData: false,
    timeout: 200,
    async models() {
      asked.push('models')
      return { student: loaded.student!, scorer: loaded.scorer! }
    },
    asked,
    ...change,
  }
}

test('instant answers at once and never asks for ONNX Runtime', async () => {
  const wanted = options({ engine: 'instant' })
  const engines = await startEngines(pack, wanted, () => {})
  await engines.warm(FILES)
  const { result, name } = await engines.run(rank)
  expect(result).toHaveLength(40)
  expect([name, engines.name]).toEqual(['instant', 'instant'])
  expect(engines.adapter).toBe('not requested: engine is instant')
  expect([engines.timings, wanted.asked]).toEqual([{}, []])
  engines.dispose()
  await expect(engines.run(rank)).rejects.toThrow('no pack is loaded')
})

test.each<[string, Partial<EnginesOptions>, RegExp]>([
  ['WebGPU is off', { webgpu: 'off' }, /: webgpu is off$/],
  ['the browser saves data', { saveData: true }, /: the browser saves data$/],
  ['the instant engine is fast', {}, /: the instant engine takes \d+\.\d ms$/],
  ['there is no adapter', { slow: -1 }, /: no WebGPU adapter$/],
  [
    'an earlier visit found it slower',
    { slow: -1, verdicts: { read: async () => 'instant', write: () => {} } },
    /on an earlier visit$/,
  ],
])('auto asks for nothing of ONNX Runtime if %s', async (_, change, adapter) => {
  const wanted = options(change)
  const engines = await startEngines(pack, wanted, () => {})
  await engines.warm(FILES)
  expect(engines.adapter).toMatch(adapter)
  expect(wanted.asked).toEqual([])
})

// Node has no Worker of a browser, so ONNX Runtime cannot start here.
test('ort answers where ONNX Runtime cannot start, and says why', async () => {
  const problems: string[] = []
  const engines = await startEngines(pack, options({ engine: 'ort' }), (problem) => {
    if (problem) problems.push(problem.message)
  })
  await engines.warm(FILES)
  expect((await engines.run(rank)).name).toBe('instant')
  expect(engines.adapter).toBe('location is not defined')
  expect(problems).toContain('location is not defined')
})

test('nothing starts after dispose, whenever it comes', async () => {
  const wanted = options({ engine: 'ort' })
  const engines = await startEngines(pack, wanted, () => {})
  const warm = engines.warm(FILES)
  engines.dispose()
  await warm
  expect(engines.adapter).toBe('not requested yet')
})

test('work that fails is repeated once, on the instant engine', async () => {
  const engines = await startEngines(pack, options({ engine: 'instant' }), () => {})
  const used: string[] = []
  const flaky = async (engine: Engine) => {
    used.push(engine.name)
    if (used.length === 1) throw new Error('device lost')
    return rank(engine)
  }
  expect((await engines.run(flaky)).result).toHaveLength(40)
  expect(used).toEqual(['instant', 'instant'])
})
