import { execFileSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { waitWhile } from '../../training/tensor/calls.ts'
import {
  choleskyInverse,
  createRuntime,
  gemm,
  parameter,
  sparse,
  spmm,
  Tape,
} from '../../training/tensor/index.ts'
import { expectClose } from './op-case.ts'
import { randomSparse } from './sparse-matrices.ts'

test('more than wasm32 addresses is refused before it is allocated, with the bytes', async () => {
  const memory = vi.spyOn(WebAssembly, 'Memory')
  const refusal = {
    code: 'tensor/arena',
    message: expect.stringMatching(/would need 5000\d{6} bytes/),
  }
  await expect(createRuntime({ bytes: 5e9, threads: 1 })).rejects.toMatchObject(refusal)
  await expect(createRuntime({ bytes: Number.NaN })).rejects.toThrow('NaN bytes')
  await expect(createRuntime({ bytes: 1, threads: 0 })).rejects.toThrow('0 threads')
  expect(memory).not.toHaveBeenCalled()
  memory.mockRestore()
})

test('an arena holds what it was created for and no more', async () => {
  const runtime = await createRuntime({ bytes: 10 << 20, threads: 1 })
  const mark = runtime.mark()
  const pointer = runtime.alloc(10 << 20)
  expect(pointer % 64).toBe(0)
  expect(() => runtime.alloc(1 << 20)).toThrow('created for fewer')
  // The refusal took nothing.
  runtime.release(mark)
  expect(runtime.alloc(10 << 20)).toBe(pointer)
  await runtime.dispose()
})

test('memory is zero, also where it was used before', async () => {
  const runtime = await createRuntime({ bytes: 1 << 20, threads: 1 })
  const mark = runtime.mark()
  runtime.f32(runtime.alloc(400), 100).fill(7)
  runtime.release(mark)
  const again = runtime.f32(runtime.alloc(8000), 2000)
  expect(again.every((x) => x === 0)).toBe(true)
  await runtime.dispose()
})

test('a kernel that fails on a thread is an error, not a hang', async () => {
  const runtime = await createRuntime({ bytes: 1 << 20, threads: 2 })
  const mine = runtime.alloc(64)
  const beyond = 0xfffffff0
  const fine: ['axpy', ...number[]] = ['axpy', mine, mine, 1, 0, 4]
  const bad: ['axpy', ...number[]] = ['axpy', beyond, mine, 1, 0, 64]
  expect(() => runtime.run([[fine], [bad]])).toThrow('failed on a worker thread')
  expect(() => runtime.run([[bad], [fine]])).toThrow('out of bounds')
  runtime.f32(mine, 4).fill(1)
  runtime.run([[fine], []])
  expect([...runtime.f32(mine, 4)]).toEqual([2, 2, 2, 2])
  await runtime.dispose()
})

test('a kernel that the module lacks is named, on whichever thread, and nothing runs', async () => {
  const runtime = await createRuntime({ bytes: 1 << 20, threads: 2 })
  const mine = runtime.alloc(64)
  const fine: ['axpy', ...number[]] = ['axpy', mine, mine, 1, 0, 4]
  const typo = ['axpi' as 'axpy', mine] as ['axpy', number]
  const refusal = { code: 'tensor/kernel', message: expect.stringContaining('kernel "axpi"') }
  runtime.f32(mine, 4).fill(1)
  expect(() => runtime.run([[typo], [fine]])).toThrow(expect.objectContaining(refusal))
  expect(() => runtime.run([[fine], [typo]])).toThrow(expect.objectContaining(refusal))
  expect([...runtime.f32(mine, 4)]).toEqual([1, 1, 1, 1])
  await runtime.dispose()
})

test('a notification without a change ends no wait', () => {
  // Else a thread that is told late of what it has done already would do it again.
  const flags = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { workerData: flags } = require('node:worker_threads')
     for (let n = 0; n < 20; n++) {
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
       Atomics.notify(flags, 0)
     }
     Atomics.store(flags, 0, 1)
     Atomics.notify(flags, 0)`,
    { eval: true, workerData: flags },
  )
  waitWhile(flags, 0, 0)
  expect(flags[0]).toBe(1)
  return worker.terminate()
})

test('addresses above 2 GiB', async () => {
  // Untouched memory costs nothing, so this reserves 2.2 GB and uses a few kB of them.
  const runtime = await createRuntime({ bytes: 2.3e9, threads: 2 })
  runtime.alloc(2.2e9)
  const random = createRandom(1)
  const [rows, cols, dim] = [50, 40, 20]
  const matrix = randomSparse(rows, cols, 0.2, random)
  const graph = sparse(runtime, matrix)
  const x = parameter(runtime, cols, dim, () => random.normal())
  expect(x.pointer).toBeGreaterThan(2 ** 31)
  const tape = new Tape(runtime)
  const y = spmm(tape, graph, x)
  const expected = new Float64Array(rows * dim)
  for (let r = 0; r < rows; r++)
    for (let e = matrix.offsets[r]; e < matrix.offsets[r + 1]; e++)
      for (let c = 0; c < dim; c++)
        expected[r * dim + c] += matrix.values[e] * x.data[matrix.index[e] * dim + c]
  expectClose('spmm', y.data, expected, 1e-5)

  const n = 70
  const a = parameter(runtime, n, n, (at) => (at % (n + 1) ? 1 : 2))
  const inverse = parameter(runtime, n, n, a.data)
  choleskyInverse(runtime, inverse.pointer, n)
  const product = tape.make(n, n)
  gemm(runtime, { a, ta: false, b: inverse, tb: false, c: product, m: n, n, k: n })
  expectClose(
    'A·A⁻¹',
    product.data,
    Float64Array.from(a.data, (v) => v - 1),
    1e-5,
  )
  await runtime.dispose()
})

test('threads that wait do not keep a program alive, and dispose ends them', () => {
  const module = new URL('../../training/tensor/index.ts', import.meta.url).href
  const run = (end: string) =>
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { createRuntime } from ${JSON.stringify(module)}
         const runtime = await createRuntime({ bytes: 1 << 20, threads: 3 })
         ${end}
         console.log('done')`,
      ],
      { encoding: 'utf8', timeout: 20_000 },
    )
  expect(run('')).toBe('done\n')
  expect(run('await runtime.dispose()')).toBe('done\n')
})
