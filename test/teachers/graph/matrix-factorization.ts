import type { Csr } from '../../../training/sparse/index.ts'
import type {
  GraphModel,
  GraphModelOptions,
  Triples,
} from '../../../training/teachers/graph/types.ts'
import { bpr, concatRows, parameter, type Tape } from '../../../training/tensor/index.ts'

/**
 * The least that the trainer can train: s = u·i by BPR. It has a buffer (a running mean of the
 * users) and draws once an epoch, so that a resume that forgot either would be seen.
 */
export function matrixFactorization(
  { runtime, interactions: x, random, settings }: GraphModelOptions,
  name = 'matrix-factorization',
): GraphModel {
  const dim = settings?.dim ?? 8
  const start = () => 0.2 * random.normal()
  const users = parameter(runtime, x.rows, dim, start)
  const items = parameter(runtime, x.cols, dim, start)
  const mean = new Float32Array(x.rows * dim)
  return {
    name,
    settings: { dim, learningRate: 0.02, batch: 64, ...settings },
    parameters: new Map([
      ['users', users],
      ['items', items],
    ]),
    buffers: new Map([['mean', mean]]),
    beginEpoch: () => void random.normal(),
    loss(tape: Tape, { user, positive, negative }: Triples) {
      const item = (index: Int32Array) => index.map((i) => x.rows + i)
      const rows = { users: user, positives: item(positive), negatives: item(negative) }
      const loss = bpr(tape, concatRows(tape, users, items), rows)
      return { loss, terms: { bpr: loss.data[0] } }
    },
    afterStep() {
      for (let n = 0; n < mean.length; n++) mean[n] = 0.9 * mean[n] + 0.1 * users.data[n]
    },
    final: () => ({ dim, users: users.data, items: items.data }),
  }
}

/** Bytes of an arena in which it trains. */
export function arenaBytes(x: Csr): number {
  return (x.rows + x.cols) * 8 * 4 * 8 + (8 << 20)
}
