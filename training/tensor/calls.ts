import { TacitError } from '@tacit-rec/pack'
import type { Kernel } from './kernels.generated.ts'

/** Shared by the threads: the arena, the flags they wait on, and a list of calls for each. */
export interface Shared {
  module: WebAssembly.Module
  memory: WebAssembly.Memory
  /**
   * Int32: generation of work, threads that finished it, 1 after a kernel failed on one of them.
   */
  control: SharedArrayBuffer
  /** Float64 per thread: number of calls, then each as number of arguments, kernel, arguments. */
  calls: SharedArrayBuffer[]
}

/** A thread's kernels, by their number in a call. */
export type Kernels = readonly ((...args: number[]) => void)[]

/** One kernel call; pointers are byte addresses in the arena. */
export type Call = [kernel: Kernel, ...args: number[]]

/** The kernels in the order of the module's exports, which is the same on every thread. */
export function kernelNames(module: WebAssembly.Module): string[] {
  const exported = WebAssembly.Module.exports(module)
  return exported.filter(({ kind }) => kind === 'function').map(({ name }) => name)
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  return kernelNames(module).map((name) => exports[name] as Kernels[number])
}

/**
 * Writes calls into a thread's list.
 *
 * @param numbers positions of the kernels in {@link kernelNames}
 * @throws TacitError `tensor/kernel` for a kernel that the module does not have
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
        `kernels.wasm has no kernel "${kernel}": run node scripts/kernels.ts to compile it`,
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

/** Polls, about 0.1 ms, before a thread sleeps: waking one up takes as long as a kernel. */
const POLLS = 8000

/** Waits until a flag is no longer `value`. */
export function waitWhile(flags: Int32Array, flag: number, value: number): void {
  for (;;) {
    for (let n = 0; n < POLLS; n++) if (Atomics.load(flags, flag) !== value) return
    // A late notification of an earlier change may end the wait, so the flag is checked again.
    Atomics.wait(flags, flag, value)
  }
}
