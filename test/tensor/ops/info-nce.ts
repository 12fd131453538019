import { nn, numpy as np } from '@jax-js/jax'
import { infoNce } from '../../../training/tensor/index.ts'
import { dot, logSumExp, rowsOf, unit } from '../float64.ts'
import { constant, times, unitRows } from '../jax-arrays.ts'
import { type OpCase, type OpCases, ones, type Refusals } from '../op-case.ts'

/** A batch, more negatives, columns, τ. */
const SETTINGS = [
  [1, 0, 4, 0.5],
  [3, 2, 8, 0.2],
  [37, 0, 8, 0.1],
  // e^{−2/τ} underflows float32.
  [7, 2, 4, 0.01],
  [6, 9, 32, 0.2],
]

function reference(anchors: Float64Array, candidates: Float64Array, d: number, tau: number) {
  const [from, to] = [anchors, candidates].map((x) => rowsOf(x, d).map(unit))
  let sum = 0
  for (const [b, a] of from.entries()) {
    const logits = Float64Array.from(to, (c) => dot(a, c) / tau)
    sum += logSumExp(logits) - logits[b]
  }
  return [sum / from.length]
}

function oracle(a: np.Array, candidates: np.Array, temperature: number): np.Array {
  const [rows, all] = [a.shape[0], candidates.shape[0]]
  const diagonal = new Float64Array(rows * all)
  for (let r = 0; r < rows; r++) diagonal[r * all + r] = -1 / rows
  const logits = times(unitRows(a), unitRows(candidates)).mul(1 / temperature)
  return nn
    .logSoftmax(logits, 1)
    .mul(constant(diagonal, [rows, all]))
    .sum()
}

export const cases: OpCases = {
  infoNce: [
    ...SETTINGS.map(([batch, more, d, temperature]): OpCase => {
      const pair = [
        [batch, d],
        [batch, d],
      ] as const
      return {
        note: `τ ${temperature}`,
        shapes: more ? [...pair, [more, d]] : pair,
        engine: (tape, a, p, negatives) => infoNce(tape, a, p, { temperature, negatives }),
        reference: (a, p, n = new Float64Array(0)) =>
          reference(a, Float64Array.of(...p, ...n), d, temperature),
        oracle: (a, p, n?: np.Array) => oracle(a, n ? np.concatenate([p, n], 0) : p, temperature),
      }
    }),
    {
      note: 'rows with themselves, which spreads them',
      shapes: [[9, 8]],
      engine: (tape, a) => infoNce(tape, a, a, { temperature: 0.3 }),
      reference: (a) => reference(a, a, 8, 0.3),
      oracle: (a) => oracle(a.ref, a, 0.3),
    },
  ],
}

export const refusals: Refusals = {
  'infoNce: anchors [3,4] and positives [2,4]': (tape) =>
    infoNce(tape, ones(tape, 3, 4), ones(tape, 2, 4), { temperature: 1 }),
}
