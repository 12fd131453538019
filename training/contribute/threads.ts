import { Worker } from 'node:worker_threads'
import type { OpenedSlice, SliceOpener } from './slice.ts'

/** Threads that open slices in turn. */
export interface Threads {
  open: SliceOpener
  close(): Promise<void>
}

/** @param workerData as `slice-thread.ts` takes it */
export function startThreads(count: number, workerData: object): Threads {
  // Published code is JavaScript; in a checkout the sources run directly, but for this one.
  const isSource = import.meta.url.endsWith('.ts')
  const file = isSource ? './slice-thread.generated.js' : './slice-thread.js'
  const waiting = new Map<number, PromiseWithResolvers<OpenedSlice>>()
  let next = 0
  const workers = Array.from({ length: count }, () => {
    // Node flags of the program (`--input-type`, `--inspect-brk`) would stop a thread.
    const worker = new Worker(new URL(file, import.meta.url), { workerData, execArgv: [] })
    worker.on('message', ({ id, opened }: { id: number; opened: OpenedSlice }) => {
      waiting.get(id)?.resolve(opened)
      waiting.delete(id)
    })
    worker.on('error', (error) => {
      for (const { reject } of waiting.values()) reject(error)
    })
    return worker
  })
  return {
    open(sealed) {
      const id = next++
      const slice = Promise.withResolvers<OpenedSlice>()
      waiting.set(id, slice)
      // Who waits for an earlier slice hears of a failure there.
      slice.promise.catch(() => {})
      const own = new Uint8Array(sealed)
      workers[id % count].postMessage({ id, sealed: own }, [own.buffer])
      return slice.promise
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
