import { rowsBefore } from '../indices.ts'
import { gemm } from '../linear.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * The negative log-likelihood, per row, of a conditional random field whose labels depend on the one
 * before (Lafferty, McCallum & Pereira, ICML 2001), over adjacent sequences:
 *
 *   L = −1/n Σ_s [ score(y_s) − ln Σ_y e^{score(y)} ],  score(y) = Σ_t x[t, y_t] + next[y_{t−1}, y_t]
 *
 * where y_{t−1} of a sequence's first row is S. A score of −∞ forbids two neighbours: they get no gradient.
 *
 * @param x [n,S], scores of labels
 * @param next [S+1,S], scores of neighbours
 * @param labels [n], the right ones, 0…S−1
 * @param offsets [sequences+1], the first row of each sequence, then n
 * @returns [1,1]
 */
export function chainLoss(
  tape: Tape,
  x: Var,
  next: Var,
  labels: Int32Array,
  offsets: Int32Array,
): Var {
  const { rows, cols } = x
  const sequences = offsets.length - 1
  const ascending = offsets.every((end, s) => end >= (s ? offsets[s - 1] : 0))
  if (next.rows !== cols + 1 || next.cols !== cols)
    throw new Error(`chainLoss: neighbours [${next.rows},${next.cols}] for ${cols} labels`)
  if (labels.length !== rows || !labels.every((label) => label >= 0 && label < cols))
    throw new Error(`chainLoss: ${rows} labels must be below ${cols}`)
  if (offsets[0] !== 0 || offsets[sequences] !== rows || !ascending)
    throw new Error(`chainLoss: offsets must ascend from 0 to ${rows}`)
  const { runtime } = tape
  const loss = tape.make(1, 1)
  const size = rows * cols * 4
  const [powers, own, ahead, sums] = [next.data.length * 4, size, size, rows * 8].map(runtime.room)
  const ends = tape.ints(offsets)
  const before = rowsBefore(offsets, false)
  const power = runtime.f32(powers, next.data.length)
  for (let n = 0; n < power.length; n++) power[n] = Math.exp(next.data[n])
  runShared(runtime, sequences, (from, to) => [
    'chainForward',
    ...[from, to, x.pointer, powers, ends, own, ahead, sums, cols],
  ])
  const norms = runtime.f32(sums, 2 * rows)
  const cell = (t: number) => (before[t] < 0 ? cols : labels[before[t]]) * cols + labels[t]
  let total = 0
  for (let t = 0; t < rows; t++)
    total +=
      Math.log(norms[2 * t]) + norms[2 * t + 1] - x.data[t * cols + labels[t]] - next.data[cell(t)]
  loss.data[0] = total / rows
  tape.record(() => {
    const up = loss.grad[0] / rows
    const [marginals, behind, pairs] = [size, size, cols * cols * 4].map(runtime.room)
    runShared(runtime, sequences, (from, to) => [
      'chainBackward',
      ...[from, to, powers, ends, own, ahead, sums, marginals, cols],
    ])
    const index = tape.ints(before)
    runShared(runtime, rows, (from, to) => [
      'windowForward',
      ...[from, to, ahead, index, behind, 1, cols],
    ])
    gemm(runtime, {
      a: { pointer: behind, cols },
      ta: true,
      b: { pointer: own, cols },
      tb: false,
      c: { pointer: pairs, cols },
      m: cols,
      n: cols,
      k: rows,
    })
    const [dx, dnext] = [x.grad, next.grad]
    const [p, q, w] = [
      [marginals, rows],
      [pairs, cols],
      [own, rows],
    ].map(([at, count]) => runtime.f32(at, count * cols))
    for (let n = 0; n < dx.length; n++) dx[n] += up * p[n]
    for (let n = 0; n < q.length; n++) dnext[n] += up * power[n] * q[n]
    for (let t = 0; t < rows; t++) {
      dx[t * cols + labels[t]] -= up
      if (power[cell(t)] > 0) dnext[cell(t)] -= up
      if (before[t] < 0)
        for (let c = 0; c < cols; c++)
          dnext[cols * cols + c] += up * power[cols * cols + c] * w[t * cols + c]
    }
  })
  return loss
}
