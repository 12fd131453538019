import { nn } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import { bpr } from '../../../training/tensor/index.ts'
import { dot, rowsOf } from '../float64.ts'
import { pick } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals, SIZES } from '../op-case.ts'

export const cases: OpCases = {
  bpr: SIZES.map(([rows, cols]) => {
    const random = createRandom(rows)
    const index = Int32Array.from({ length: 2 * rows + 1 }, () => random.below(rows))
    const [users, positives, negatives] = [0, 1, 2].map(() => random.shuffle(index.slice()))
    return {
      note: 'rows in several triples and places',
      shapes: [[rows, cols]],
      engine: (tape, x) => bpr(tape, x, { users, positives, negatives }),
      reference: (x) => {
        const of = rowsOf(x, cols)
        let sum = 0
        for (const [b, u] of users.entries())
          sum += Math.log1p(Math.exp(dot(of[u], of[negatives[b]]) - dot(of[u], of[positives[b]])))
        return [sum / users.length]
      },
      oracle: (x) => {
        const [u, p] = [users, positives].map((chosen) => pick(x.ref, chosen))
        return nn.softplus(u.mul(pick(x, negatives).sub(p)).sum(1)).mean()
      },
    }
  }),
}

const [one, two] = [Int32Array.of(0), Int32Array.of(0, 4)]

export const refusals: Refusals = {
  'bpr: 2 rows beside 1 users': (tape) =>
    bpr(tape, ones(tape, 4, 4), { users: one, positives: two, negatives: one }),
  'bpr: index 4 at 1': (tape) =>
    bpr(tape, ones(tape, 4, 4), { users: two, positives: two, negatives: two }),
}
