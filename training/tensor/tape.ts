import type { Runtime } from './runtime.ts'

/** A float32 matrix in the arena, row-major, with a gradient that is allocated on first use. */
export interface Var {
  readonly rows: number
  readonly cols: number
  readonly pointer: number
  readonly data: Float32Array
  /** The gradient's address; allocates and zeroes it on first use. */
  gradient(): number
  readonly grad: Float32Array
  /** An input without a gradient: ops skip computing it. */
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
  // Adam runs over vectors of four; the padding stays zero.
  const bytes = Math.ceil(count / 4) * 16
  const value = makeVar(runtime, rows, cols, runtime.alloc(bytes), () => runtime.alloc(bytes))
  value.gradient()
  const fill = typeof start === 'function' ? start : (n: number) => start[n]
  if (typeof start !== 'function' && start.length !== count)
    throw new Error(`parameter: ${start.length} numbers for [${rows},${cols}]`)
  for (let n = 0; n < value.data.length; n++) value.data[n] = fill(n)
  return Object.assign(value, { first: runtime.alloc(bytes), second: runtime.alloc(bytes) })
}

/** Persistent, zeroed memory without a gradient, for texts. */
export function constant(runtime: Runtime, rows: number, cols: number): Var {
  const value = makeVar(runtime, rows, cols, runtime.alloc(rows * cols * 4), () => {
    throw new Error(`a constant [${rows},${cols}] has no gradient`)
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
 * Reverse-mode differentiation (Linnainmaa, 1970) over one step: ops record their backward passes, and
 * {@link backward} runs these from the last to the first. An op is a function in `ops/` that allocates
 * its output, runs kernels and records its backward pass; `test/tensor/ops/` holds its checks.
 * {@link reset} frees everything allocated since the tape was created, so memory stays flat over any
 * number of steps: create parameters and graphs before the tape, and use one tape per runtime at a
 * time.
 */
export class Tape {
  readonly runtime: Runtime
  readonly #mark: number
  #steps: (() => void)[] = []

  constructor(runtime: Runtime) {
    this.runtime = runtime
    this.#mark = runtime.mark()
  }

  /** An uninitialized matrix of this step: the caller writes all of it. */
  make(rows: number, cols: number): Var {
    const { runtime } = this
    const bytes = rows * cols * 4
    return makeVar(runtime, rows, cols, runtime.room(bytes), () => runtime.alloc(bytes))
  }

  /** As {@link make} without a gradient, for texts and noise. */
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

  /** Runs ops without recording them: no gradient flows through their outputs. */
  detached<T>(run: () => T): T {
    const steps = this.#steps
    this.#steps = []
    try {
      return run()
    } finally {
      this.#steps = steps
    }
  }

  /** @param backward adds to the inputs' gradients from the output's */
  record(backward: () => void): void {
    this.#steps.push(backward)
  }

  /** Fills the gradients of everything that `loss` [1,1] depends on. */
  backward(loss: Var): void {
    if (loss.rows !== 1 || loss.cols !== 1)
      throw new Error(`backward: a loss is [1,1], not [${loss.rows},${loss.cols}]`)
    loss.grad[0] = 1
    for (const step of this.#steps.reverse()) step()
    this.#steps = []
  }

  reset(): void {
    this.#steps = []
    this.runtime.release(this.#mark)
  }
}
