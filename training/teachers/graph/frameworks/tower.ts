import {
  addRowBias,
  leakyRelu,
  matmul,
  type Parameter,
  parameter,
  type Tape,
  type Var,
} from '../../../tensor/index.ts'
import { type Nodes, xavier } from '../nodes.ts'

/** Where a tower's weights are, and what they are drawn from. */
type Room = Pick<Nodes, 'runtime' | 'random'>

/** Two linear layers, by the names of their weights. */
export interface Tower {
  readonly parameters: ReadonlyMap<string, Parameter>
  /** [n,from] → [n,to] */
  apply(tape: Tape, x: Var): Var
}

/**
 * MLP(x) = LeakyReLU(x·W₁ + b₁)·W₂ + b₂ with (from + to)/2 hidden units (RLMRec, Ren et al., WWW
 * 2024; docs/method.md#rlmrec). Weights start Xavier-uniform, biases at zero.
 */
export function createTower(
  { runtime, random }: Room,
  name: string,
  from: number,
  to: number,
): Tower {
  const hidden = (from + to) >> 1
  const weights = (rows: number, cols: number) =>
    parameter(runtime, rows, cols, xavier(random, rows, cols))
  const bias = (cols: number) => parameter(runtime, 1, cols, () => 0)
  const [w1, b1] = [weights(from, hidden), bias(hidden)]
  const [w2, b2] = [weights(hidden, to), bias(to)]
  return {
    parameters: new Map(Object.entries({ w1, b1, w2, b2 }).map(([n, p]) => [`${name}/${n}`, p])),
    apply(tape, x) {
      const inner = leakyRelu(tape, addRowBias(tape, matmul(tape, x, w1), b1))
      return addRowBias(tape, matmul(tape, inner, w2), b2)
    },
  }
}

/** A moving average of another tower; never trained itself. */
export interface MomentumTower {
  /** Its weights, for a checkpoint. */
  readonly buffers: ReadonlyMap<string, Float32Array>
  /** Its output is a constant of the step: no gradient flows through it. */
  apply(tape: Tape, x: Var): Var
  /** θ_m ← m·θ_m + (1 − m)·θ (He et al., MoCo, CVPR 2020, eq. 2). */
  follow(): void
}

/** @param copied whether it starts as a copy, or from its own random weights */
export function createMomentumTower(
  nodes: Room,
  tower: Tower,
  shape: { name: string; from: number; to: number },
  { momentum, copied }: { momentum: number; copied: boolean },
): MomentumTower {
  const own = createTower(nodes, shape.name, shape.from, shape.to)
  const theirs = [...tower.parameters.values()]
  const pairs = [...own.parameters.values()].map(({ data }, n) => ({
    average: data,
    current: theirs[n].data,
  }))
  if (copied) for (const { average, current } of pairs) average.set(current)
  return {
    buffers: new Map(Array.from(own.parameters, ([name, p]) => [name, p.data])),
    apply: (tape, x) => tape.detached(() => own.apply(tape, x)),
    follow() {
      for (const { average, current } of pairs)
        for (let n = 0; n < average.length; n++)
          average[n] = momentum * average[n] + (1 - momentum) * current[n]
    },
  }
}
