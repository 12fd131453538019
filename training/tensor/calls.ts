import { TacitError } from '@tacit-rec/pack'
import type { Kernel } from './kernels.generated.ts'

/** What the threads share: the arena, the flags they wait on, and a list of calls for each. */
export interface Shared {
  module: WebAssembly.Module
  memory: WebAssembly.Memory
  /** Int32: generation of work, threads that are done with it, 1 once a kernel failed on one. */
  control: SharedArrayBuffer
  /** Float64 per thread: number of calls, then each as kernel, arguments, their number first. */
  calls: SharedArrayBuffer[]
}

/** A thread's kernels, by the number that a call carries. */
export type Kernels = readonly ((...args: number[]) => void)[]

/** One kernel call; pointers are byte addresses in the arena. */
export type Call = [kernel: Kernel, ...args: number[]]

/** What `kernels.as.ts` exports, in the module's own order, which is the same on every thread. */
export function kernelNames(module: WebAssembly.Module): string[] {
  const exported = WebAssembly.Module.exports(module)
  return exported.filter(({ kind }) => kind === 'function').map(({ name }) => name)
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const abort = () => {
    throw new Error('kernel aborted')
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } })
  return kernelNames(module).map((name) => exports[name] as Kernels[number])
}

/**
 * Writes calls into a thread's list.
 *
 * @param numbers of the kernels, as {@link kernelNames} has them
 * @throws TacitError `tensor/kernel` for one that the module lacks
 */
export function writeCalls(
  list: Float64Array,
  calls: readonly Call[],
  numbers: ReadonlyMap<string, number>,
): void {
  let at = 1
  const slots = calls.reduce((sum, call) => sum + call.length + 1, 1)
  if (slots > list.length) throw new Error(`${calls.length} kernel calls need ${slots} slots`)
  list[0] = calls.length
  for (const [kernel, ...args] of calls) {
    const number = numbers.get(kernel)
    if (number === undefined)
      throw new TacitError(
        'tensor/kernel',
        `kernels.wasm has no kernel "${kernel}": compile the sources with node scripts/kernels.ts`,
      )
    list[at++] = args.length
    list[at++] = number
    for (const arg of args) list[at++] = arg
  }
}

/** Runs a thread's list. */
export function runCalls(kernels: Kernels, list: Float64Array): void {
  for (let n = 0, at = 1; n < list[0]; n++) {
    const count = list[at++]
    const kernel = kernels[list[at++]]
    kernel(...list.subarray(at, at + count))
    at += count
  }
}

/** Looks, about 0.1 ms of them, before a thread sleeps: to be woken takes as long as a kernel does. */
const LOOKS = 8000

/** Waits until a flag is no longer `value`. */
export function waitWhile(flags: Int32Array, flag: number, value: number): void {
  for (;;) {
    for (let n = 0; n < LOOKS; n++) if (Atomics.load(flags, flag) !== value) return
    // A late notification of an earlier change may end this, so the flag is looked at again.
    Atomics.wait(flags, flag, value)
  }
}
