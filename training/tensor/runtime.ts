import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { TacitError } from '@tacit-rec/pack'
import {
  type Call,
  instantiate,
  kernelNames,
  runCalls,
  type Shared,
  waitWhile,
  writeCalls,
} from './calls.ts'

const PAGE = 65_536
/** The address space of wasm32. */
const MAX_BYTES = 2 ** 32
/** Memory below belongs to the compiler's static data. */
const FIRST = PAGE
/** Float64 slots of a thread's list of calls. */
const LIST = 1 << 16
/** From this many bytes on, all threads zero memory together. */
const MANY_BYTES = 1 << 17
/** Bytes of a thread's scratch, in which GEMM packs its operands. */
const SCRATCH = 4 * (512 * 256 + 4 * 256 + 64)

/** The arena and the threads over it. Deterministic for a given number of threads. */
export interface Runtime {
  readonly threads: number
  /** Scratch of each thread, for the kernels' `W`. */
  readonly scratch: readonly number[]
  f32(pointer: number, count: number): Float32Array
  f64(pointer: number, count: number): Float64Array
  i32(pointer: number, count: number): Int32Array
  /** Allocates zeroed bytes, 64-aligned; freed by {@link release} only. */
  alloc(bytes: number): number
  /** As {@link alloc} without zeroing: the caller writes all bytes before reading them. */
  room(bytes: number): number
  mark(): number
  /** Frees everything allocated since the mark. */
  release(mark: number): void
  /** Runs one list of calls per thread and waits for all; the main thread runs the first list. */
  run(lists: readonly (readonly Call[])[]): void
  dispose(): Promise<void>
}

/**
 * @param options.bytes max size of the arena
 * @param options.threads default: all cores
 * @throws TacitError `tensor/arena` above wasm32's 4 GiB, before anything is allocated
 */
export async function createRuntime(options: {
  bytes: number
  threads?: number
}): Promise<Runtime> {
  const threads = options.threads ?? availableParallelism()
  if (!Number.isInteger(threads) || threads < 1 || !(options.bytes >= 0))
    throw new TacitError(
      'tensor/arena',
      `createRuntime: ${options.bytes} bytes and ${threads} threads: bytes must be ≥ 0, ` +
        'threads a whole number ≥ 1',
    )
  const bytes = FIRST + options.bytes + threads * (SCRATCH + 64)
  if (bytes > MAX_BYTES)
    throw new TacitError(
      'tensor/arena',
      `the arena would need ${bytes} bytes, wasm32 addresses ${MAX_BYTES}: use a smaller ` +
        'dimension, batch or catalogue',
    )
  const module = kernels()
  const memory = new WebAssembly.Memory({
    initial: 2,
    maximum: Math.max(2, Math.ceil(bytes / PAGE)),
    shared: true,
  })
  const shared: Shared = {
    module,
    memory,
    control: new SharedArrayBuffer(12),
    calls: Array.from({ length: threads }, () => new SharedArrayBuffer(LIST * 8)),
  }
  const workers = await Promise.all(
    Array.from({ length: threads - 1 }, (_, n) => startThread(shared, n + 1)),
  )
  return arena(shared, workers)
}

let compiled: WebAssembly.Module | undefined

function kernels(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./kernels.wasm', import.meta.url)))
  return compiled
}

async function startThread(shared: Shared, id: number): Promise<Worker> {
  // Published code is JavaScript; in a checkout the sources run directly, but for this one.
  const file = import.meta.url.endsWith('.ts') ? './thread.generated.js' : './thread.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: { ...shared, id },
    // Node flags of the program (`--input-type`, `--inspect-brk`) would stop a thread.
    execArgv: [],
  })
  await new Promise((ready, failed) => {
    worker.once('message', ready)
    worker.once('error', failed)
  })
  worker.unref()
  return worker
}

function arena(shared: Shared, workers: Worker[]): Runtime {
  const { memory, control, calls } = shared
  const own = instantiate(shared.module, memory)
  const numbers = new Map(kernelNames(shared.module).map((name, number) => [name, number]))
  const flags = new Int32Array(control)
  const lists = calls.map((buffer) => new Float64Array(buffer))
  let top = FIRST
  // Memory below `used` may be dirty. Above, it is still zero and untouched, so the system has not
  // allocated its pages.
  let used = FIRST
  const runtime: Runtime = {
    threads: calls.length,
    scratch: [],
    f32: (pointer, count) => new Float32Array(memory.buffer, pointer, count),
    f64: (pointer, count) => new Float64Array(memory.buffer, pointer, count),
    i32: (pointer, count) => new Int32Array(memory.buffer, pointer, count),
    alloc(bytes) {
      const before = used
      const pointer = runtime.room(bytes)
      clear(runtime, pointer, Math.min(top, before) - pointer)
      return pointer
    },
    room(bytes) {
      const pointer = top
      top += Math.ceil(bytes / 64) * 64
      const missing = Math.ceil((top - memory.buffer.byteLength) / PAGE)
      if (missing > 0) {
        try {
          memory.grow(missing)
        } catch {
          const need = top - FIRST
          top = pointer
          throw new TacitError(
            'tensor/arena',
            `the arena needs ${need} bytes and was created for fewer: pass more to createRuntime`,
          )
        }
      }
      used = Math.max(used, top)
      return pointer
    },
    mark: () => top,
    release(mark) {
      top = mark
    },
    run(work) {
      const together = work.some((list, thread) => thread > 0 && list.length > 0)
      writeCalls(lists[0], work[0], numbers)
      if (together) {
        for (let n = 1; n < lists.length; n++) writeCalls(lists[n], work[n] ?? [], numbers)
        Atomics.store(flags, 1, 0)
        Atomics.add(flags, 0, 1)
        Atomics.notify(flags, 0)
      }
      try {
        runCalls(own, lists[0])
      } finally {
        if (together) waitForAll(flags, workers.length)
      }
      if (Atomics.exchange(flags, 2, 0)) throw new Error('a kernel failed on a worker thread')
    },
    async dispose() {
      Atomics.store(flags, 0, -1)
      Atomics.notify(flags, 0)
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
  return { ...runtime, scratch: calls.map(() => runtime.alloc(SCRATCH)) }
}

function waitForAll(flags: Int32Array, workers: number): void {
  for (let done = Atomics.load(flags, 1); done < workers; done = Atomics.load(flags, 1))
    waitWhile(flags, 1, done)
}

/** Zeroes bytes at a 64-aligned address. */
function clear(runtime: Runtime, pointer: number, bytes: number): void {
  if (bytes <= 0) return
  const ranges = share(bytes, bytes < MANY_BYTES ? 1 : runtime.threads, 64)
  runtime.run(ranges.map(([from, to]) => [['clear', pointer + from, pointer + to]]))
}

/** Runs one call per thread over its share of `total`; shares start at multiples of `step`. */
export function runShared(
  runtime: Runtime,
  total: number,
  call: (from: number, to: number, thread: number) => Call,
  step?: number,
): void {
  const ranges = share(total, runtime.threads, step)
  runtime.run(ranges.map(([from, to], thread) => (from < to ? [call(from, to, thread)] : [])))
}

/**
 * Each thread's share [from, to) of `total`, starting at a multiple of `step`; the first is
 * largest.
 */
export function share(total: number, threads: number, step = 1): [number, number][] {
  const blocks = Math.ceil(total / step)
  const ranges: [number, number][] = []
  for (let t = 1, from = 0; t <= threads; t++) {
    const to = Math.min(total, Math.ceil((blocks * t) / threads) * step)
    ranges.push([from, to])
    from = to
  }
  return ranges
}
