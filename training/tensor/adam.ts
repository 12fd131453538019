import { type Runtime, share } from './runtime.ts'
import type { Parameter } from './tape.ts'

export interface AdamOptions {
  lr: number
  beta1?: number
  beta2?: number
  eps?: number
  /** Added to the gradient as weightDecay·θ (L2, not decoupled). */
  weightDecay?: number
}

/** Adam (Kingma & Ba, ICLR 2015, alg. 1) on all threads. */
export class Adam {
  lr: number
  readonly #runtime: Runtime
  readonly #parameters: readonly Parameter[]
  readonly #options: Required<AdamOptions>
  #steps = 0

  constructor(runtime: Runtime, parameters: readonly Parameter[], options: AdamOptions) {
    this.#runtime = runtime
    this.#parameters = parameters
    this.#options = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0, ...options }
    this.lr = options.lr
  }

  /** Updates every parameter by its gradient and zeroes the gradient. */
  step(): void {
    const { beta1, beta2, eps, weightDecay } = this.#options
    this.#steps++
    const corrections = [1 - beta1 ** this.#steps, 1 - beta2 ** this.#steps] as const
    const ranges = this.#parameters.map(({ rows, cols }) =>
      share(Math.ceil((rows * cols) / 4) * 4, this.#runtime.threads, 64),
    )
    this.#runtime.run(
      Array.from({ length: this.#runtime.threads }, (_, thread) =>
        this.#parameters.map((p, n) => [
          'adam',
          p.pointer,
          p.gradient(),
          p.first,
          p.second,
          ...ranges[n][thread],
          this.lr,
          beta1,
          beta2,
          eps,
          ...corrections,
          weightDecay,
        ]),
      ),
    )
  }
}
