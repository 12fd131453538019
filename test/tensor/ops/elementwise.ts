import { nn, numpy as np } from '@jax-js/jax'
import { add, exp, leakyRelu, mul, scale, sumSquares } from '../../../training/tensor/index.ts'
import { type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

export const cases: OpCases = {
  add: SIZES.flatMap((size) => [
    {
      shapes: [size, size],
      engine: add,
      reference: (x, y) => x.map((v, n) => v + y[n]),
      oracle: (x, y) => x.add(y),
    },
    {
      shapes: [size, size, size],
      engine: add,
      reference: (x, y, z) => x.map((v, n) => v + y[n] + z[n]),
      oracle: (x, y, z) => x.add(y).add(z),
    },
    {
      note: 'an input that is used twice',
      shapes: [size],
      engine: (tape, x) => add(tape, x, scale(tape, x, 3)),
      reference: (x) => x.map((v) => 4 * v),
      oracle: (x) => x.mul(4),
    },
  ]),
  mul: SIZES.map((size) => ({
    shapes: [size, size],
    engine: mul,
    reference: (x, y) => x.map((v, n) => v * y[n]),
    oracle: (x, y) => x.mul(y),
  })),
  leakyRelu: SIZES.map((size) => ({
    shapes: [size],
    engine: (tape, x) => leakyRelu(tape, x, 0.1),
    reference: (x) => x.map((v) => (v > 0 ? v : 0.1 * v)),
    oracle: (x) => nn.leakyRelu(x, 0.1),
  })),
  scale: SIZES.map((size) => ({
    shapes: [size],
    engine: (tape, x) => scale(tape, x, -2.5),
    reference: (x) => x.map((v) => -2.5 * v),
    oracle: (x) => x.mul(-2.5),
  })),
  exp: SIZES.map((size) => ({
    shapes: [size],
    engine: exp,
    reference: (x) => x.map(Math.exp),
    oracle: (x) => np.exp(x),
  })),
  sumSquares: SIZES.map((size) => ({
    shapes: [size],
    engine: sumSquares,
    reference: (x) => [x.reduce((sum, v) => sum + v * v, 0)],
    oracle: (x) => np.sum(np.square(x)),
  })),
}

export const refusals: Refusals = {
  'add: [4,4] and [1,3] differ': (tape) => add(tape, ones(tape, 4, 4), ones(tape, 1, 3)),
  'mul: [4,4] and [1,3] differ': (tape) => mul(tape, ones(tape, 4, 4), ones(tape, 1, 3)),
}
