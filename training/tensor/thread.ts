/** One worker thread of the numeric engine: waits for a list of kernel calls and runs it. */
import { parentPort, workerData } from 'node:worker_threads'
import { instantiate, runCalls, type Shared, waitWhile } from './calls.ts'

const { id, module, memory, control, calls }: Shared & { id: number } = workerData
const kernels = instantiate(module, memory)
const flags = new Int32Array(control)
let generation = 0
parentPort!.postMessage('ready')
for (;;) {
  waitWhile(flags, 0, generation)
  generation = Atomics.load(flags, 0)
  if (generation < 0) break
  try {
    runCalls(kernels, new Float64Array(calls[id]))
  } catch {
    // The main thread waits for every thread, so a failure is reported through a flag.
    Atomics.store(flags, 2, 1)
  }
  Atomics.add(flags, 1, 1)
  Atomics.notify(flags, 1)
}
