/** Every op against jax-js, which derives its own gradients; on its WebAssembly backend, in float64. */
import { defaultDevice, init, type numpy as np, vjp } from '@jax-js/jax'
import { beforeAll, test } from 'vitest'
import { CASES, expectEveryOpCovered } from './every-op.ts'
import { constant } from './jax-arrays.ts'
import { expectClose, runEngine } from './op-case.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

beforeAll(async () => {
  await init('wasm')
  defaultDevice('wasm')
})

test('every op has a case', expectEveryOpCovered)

test.each(CASES)('%s', async (title, example) => {
  const { inputs, output, upstream, slopes } = runEngine(runtime, example, 13)
  const { shapes, oracle, tolerance } = example
  const flat = (...arrays: np.Array[]) => oracle(...arrays).reshape([output.length])
  const primals = inputs.map((input, n) => constant(input, [...shapes[n]]))
  const [expected, pullBack] = vjp(flat, primals)
  expectClose(`${title}: output`, output, await expected.data(), tolerance)
  const expectedSlopes = pullBack(constant(upstream, [output.length]))
  for (const [n, slope] of expectedSlopes.entries())
    expectClose(`${title}: gradient of input ${n}`, slopes[n], await slope.data(), tolerance)
  pullBack.dispose()
})
