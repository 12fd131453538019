import type { Runtime } from './runtime.ts'

/** A float32 matrix in the arena, row-major; `grad` exists once something flowed into it. */
export interface Var {
  readonly rows: number
  readonly cols: number
  readonly pointer: number
  readonly data: Float32Array
  /** The gradient's address, allocated and zeroed when first asked for. */
  gradient(): number
  readonly grad: Float32Array
  /** Given numbers: ops spare themselves its gradient where that is work. */
  readonly constant?: true
}

/** A {@link Var} that outlives steps, with Adam's moments. */
export interface Parameter extends Var {
  readonly first: number
  readonly second: number
}

/** Persistent memory filled from an array or a function of the flat index. */
export function parameter(
  runtime: Runtime,
  rows: number,
  cols: number,
  start: ArrayLike<number> | ((index: number) => number),
): Parameter {
  const count = rows * cols
  // Adam runs over vectors of four; what is beyond the last element stays zero.
  const bytes = Math.ceil(count / 4) * 16
  const value = makeVar(runtime, rows, cols, runtime.alloc(bytes), () => runtime.alloc(bytes))
  value.gradient()
  const fill = typeof start === 'function' ? start : (n: number) => start[n]
  if (typeof start !== 'function' && start.length !== count)
    throw new Error(`parameter: ${start.length} numbers for [${rows},${cols}]`)
  for (let n = 0; n < value.data.length; n++) value.data[n] = fill(n)
  return Object.assign(value, { first: runtime.alloc(bytes), second: runtime.alloc(bytes) })
}

/** Persistent memory, zeroed, that gets no gradient: texts. */
export function constant(runtime: Runtime, rows: number, cols: number): Var {
  const value = makeVar(runtime, rows, cols, runtime.alloc(rows * cols * 4), () => {
    throw new Error(`a constant [${rows},${cols}] was asked for its gradient`)
  })
  return Object.assign(value, { constant: true } as const)
}

function makeVar(
  runtime: Runtime,
  rows: number,
  cols: number,
  pointer: number,
  allocate: () => number,
): Var {
  let gradient = 0
  return {
    rows,
    cols,
    pointer,
    data: runtime.f32(pointer, rows * cols),
    gradient() {
      gradient ||= allocate()
      return gradient
    },
    get grad() {
      return runtime.f32(this.gradient(), rows * cols)
    },
  }
}

/**
 * Reverse-mode differentiation (Linnainmaa, 1970) over one step: ops append what they did, and
 * {@link backward} undoes it from the last to the first. An op is a function in `ops/` that makes its
 * output, runs kernels and records how gradients flow back; `test/tensor/ops/` has its checks.
 * Everything allocated since the tape was made is freed by {@link reset}, so memory is flat over any
 * number of steps: parameters and graphs come first, and one runtime serves one tape at a time.
 */
export class Tape {
  readonly runtime: Runtime
  readonly #mark: number
  #steps: (() => void)[] = []

  constructor(runtime: Runtime) {
    this.runtime = runtime
    this.#mark = runtime.mark()
  }

  /** A matrix of this step, holding anything: whoever makes it writes all of it. */
  make(rows: number, cols: number): Var {
    const { runtime } = this
    const bytes = rows * cols * 4
    return makeVar(runtime, rows, cols, runtime.room(bytes), () => runtime.alloc(bytes))
  }

  /** The same that gets no gradient: texts, noise. */
  constant(rows: number, cols: number): Var {
    return Object.assign(this.make(rows, cols), { constant: true } as const)
  }

  /** Copies an index or value array into the arena for this step. */
  ints(values: Int32Array): number {
    const pointer = this.runtime.room(values.byteLength)
    this.runtime.i32(pointer, values.length).set(values)
    return pointer
  }

  floats(values: ArrayLike<number>): number {
    const pointer = this.runtime.room(values.length * 4)
    this.runtime.f32(pointer, values.length).set(values)
    return pointer
  }

  /** What ops give whose inputs are to get no gradient from here: nothing is recorded. */
  detached<T>(run: () => T): T {
    const steps = this.#steps
    this.#steps = []
    try {
      return run()
    } finally {
      this.#steps = steps
    }
  }

  /** @param undo adds to the inputs' gradients from the output's */
  record(undo: () => void): void {
    this.#steps.push(undo)
  }

  /** Fills the gradients of everything that `loss` [1,1] depends on. */
  backward(loss: Var): void {
    if (loss.rows !== 1 || loss.cols !== 1)
      throw new Error(`backward: [${loss.rows},${loss.cols}] is no loss, which is [1,1]`)
    loss.grad[0] = 1
    for (const undo of this.#steps.reverse()) undo()
    this.#steps = []
  }

  reset(): void {
    this.#steps = []
    this.runtime.release(this.#mark)
  }
}
