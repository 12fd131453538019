import { afterAll } from 'vitest'
import { createRuntime, type Runtime } from '../../training/tensor/index.ts'

/** A runtime of two threads for the tests of a file, freed after the last of them. */
export async function testRuntime(megabytes = 64): Promise<Runtime> {
  const runtime = await createRuntime({ bytes: megabytes << 20, threads: 2 })
  afterAll(() => runtime.dispose())
  return runtime
}
