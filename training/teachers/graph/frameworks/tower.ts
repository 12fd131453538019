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

/** Two linear layers, by the names of their weights. */
export interface Tower {
  readonly parameters: ReadonlyMap<string, Parameter>
  /** [n,from] → [n,to] */
  apply(tape: Tape, x: Var): Var
}

/**
 * MLP(x) = LeakyReLU(x·W₁ + b₁)·W₂ + b₂ with (from + to)/2 hidden numbers (RLMRec, Ren et al., WWW
 * 2024; METHOD 1, 2). Weights start Xavier-uniform, biases at zero.
 */
export function createTower(
  { runtime, random }: Nodes,
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

/** A tower that follows another and is never trained itself. */
export interface MomentumTower {
  /** Its weights, for a checkpoint. */
  readonly buffers: ReadonlyMap<string, Float32Array>
  /** Nothing is recorded: its output is a constant of the step. */
  apply(tape: Tape, x: Var): Var
  /** θ_m ← m·θ_m + (1 − m)·θ (He et al., MoCo, CVPR 2020, eq. 2). */
  follow(): void
}

/** @param copied whether it starts as a copy, or as it was drawn itself */
export function createMomentumTower(
  nodes: Nodes,
  tower: Tower,
  shape: { name: string; from: number; to: number },
  { momentum, copied }: { momentum: number; copied: boolean },
): MomentumTower {
  const own = createTower(nodes, shape.name, shape.from, shape.to)
  const pairs = [...own.parameters.values()].map((p, n) => {
    return [p.data, [...tower.parameters.values()][n].data] as const
  })
  if (copied) for (const [mine, theirs] of pairs) mine.set(theirs)
  return {
    buffers: new Map(Array.from(own.parameters, ([name, p]) => [name, p.data])),
    apply: (tape, x) => tape.detached(() => own.apply(tape, x)),
    follow() {
      for (const [mine, theirs] of pairs)
        for (let n = 0; n < mine.length; n++)
          mine[n] = momentum * mine[n] + (1 - momentum) * theirs[n]
    },
  }
}
