/** What the threads share: the arena, the flags they wait on, and a list of calls for each. */
export interface Shared {
  module: WebAssembly.Module
  memory: WebAssembly.Memory
  /** Int32: generation of work, threads that are done with it, 1 once a kernel failed on one. */
  control: SharedArrayBuffer
  /** Float64 per thread: number of calls, then each as kernel, arguments, their number first. */
  calls: SharedArrayBuffer[]
}

/** The kernels of `kernels.as.ts`, by the number that a call carries. */
export const KERNELS = [
  'gemm',
  'packPanels',
  'spmm',
  'adam',
  'axpy',
  'adaptiveForward',
  'adaptiveMirror',
  'adaptiveSlopes',
  'addToRows',
  'catalogueSoftmax',
  'clear',
  'columnSums',
  'dropEdges',
  'attend',
  'attendBack',
  'bprBackward',
  'bprForward',
  'gatherRows',
  'gaussian',
  'infoNce',
  'leak',
  'multiply',
  'normalizeBackward',
  'normalizeForward',
  'orthantNoise',
  'rowDots',
  'scaleInto',
  'scaleRows',
  'scatterRows',
  'softmaxBackward',
  'softmaxForward',
  'sweepGather',
  'sweepMirror',
  'sweepScatter',
] as const
export type Kernel = (typeof KERNELS)[number]
export type Kernels = Record<Kernel, (...args: number[]) => void>

/** One kernel call; pointers are byte addresses in the arena. */
export type Call = [kernel: Kernel, ...args: number[]]

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const abort = () => {
    throw new Error('kernel aborted')
  }
  const instance = new WebAssembly.Instance(module, { env: { memory, abort } })
  return instance.exports as unknown as Kernels
}

/** Writes calls into a thread's list. */
export function writeCalls(list: Float64Array, calls: readonly Call[]): void {
  let at = 1
  const slots = calls.reduce((sum, call) => sum + call.length + 1, 1)
  if (slots > list.length) throw new Error(`${calls.length} kernel calls need ${slots} slots`)
  list[0] = calls.length
  for (const [kernel, ...args] of calls) {
    list[at++] = args.length
    list[at++] = KERNELS.indexOf(kernel)
    for (const arg of args) list[at++] = arg
  }
}

/** Runs a thread's list. */
export function runCalls(kernels: Kernels, list: Float64Array): void {
  for (let n = 0, at = 1; n < list[0]; n++) {
    const count = list[at++]
    const kernel = KERNELS[list[at++]]
    kernels[kernel](...list.subarray(at, at + count))
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
