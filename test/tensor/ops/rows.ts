import { nn, numpy as np } from '@jax-js/jax'
import {
  addRowBias,
  concatRows,
  mulRows,
  normalizeRows,
  softmaxRows,
} from '../../../training/tensor/index.ts'
import { mapRows, softmax, unit } from '../float64.ts'
import { unitRows } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

export const cases: OpCases = {
  mulRows: SIZES.map(([rows, cols]) => ({
    shapes: [
      [rows, cols],
      [rows, 1],
    ],
    engine: mulRows,
    reference: (x, w) => x.map((v, n) => v * w[Math.floor(n / cols)]),
    oracle: (x, w) => x.mul(w),
  })),
  normalizeRows: SIZES.map((size) => ({
    shapes: [size],
    engine: normalizeRows,
    reference: (x) => mapRows(x, size[1], unit),
    oracle: unitRows,
  })),
  softmaxRows: SIZES.map((size) => ({
    shapes: [size],
    spread: 4,
    engine: softmaxRows,
    reference: (x) => mapRows(x, size[1], softmax),
    oracle: (x) => nn.softmax(x, 1),
  })),
  addRowBias: SIZES.map(([rows, cols]) => ({
    shapes: [
      [rows, cols],
      [1, cols],
    ],
    engine: addRowBias,
    reference: (x, b) => x.map((v, n) => v + b[n % cols]),
    oracle: (x, b) => x.add(b),
  })),
  concatRows: SIZES.map(([rows, cols]) => ({
    shapes: [
      [3, cols],
      [rows, cols],
    ],
    engine: concatRows,
    reference: (a, b) => Float64Array.of(...a, ...b),
    oracle: (a, b) => np.concatenate([a, b], 0),
  })),
}

export const refusals: Refusals = {
  'mulRows: [4,4] needs weights [4,1]': (tape) => mulRows(tape, ones(tape, 4, 4), ones(tape, 3, 1)),
  'not [1,3]': (tape) => addRowBias(tape, ones(tape, 4, 4), ones(tape, 1, 3)),
  'differ in width': (tape) => concatRows(tape, ones(tape, 4, 4), ones(tape, 1, 3)),
}
