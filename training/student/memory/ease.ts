import { type Csr, interactionMatrix } from '../../sparse/index.ts'
import {
  type EaseLinks,
  EaseSolver,
  type FitOptions,
  gramOf,
  searchLambda,
} from '../../teachers/index.ts'
import { signedMatrix } from './signed.ts'

/** EASE-R's B, cut to a sparse matrix twice: the dense one is gone after the solve. */
export interface SolvedEase {
  lambda: number
  /** B at pairs with at least `minSupport` users: the memory's part. */
  supported: Csr
  /** B at every pair that any user shares: the student's teacher. */
  full: Csr
}

/**
 * EASE-R with the signed X of {@link signedMatrix}.
 *
 * @param lambda penalty; undefined: searched on validation
 */
export async function solveEase(
  fit: FitOptions,
  minSupport: number,
  lambda?: number,
): Promise<SolvedEase> {
  const counts = await fit.counts()
  const { cooccurrence } = counts
  const task = fit.progress.task('ease: solving', 1)
  const { fit: histories } = fit.split
  const x = () => signedMatrix(interactionMatrix(histories, fit.items, fit.factors), histories)
  const solver = await (fit.counted
    ? EaseSolver.ofGram(gramOf(counts, fit.users), fit.threads)
    : EaseSolver.create(x(), fit.threads))
  const read = (links: EaseLinks): SolvedEase => ({
    lambda: links.lambda,
    supported: links.restrict(cooccurrence, minSupport),
    full: links.restrict(cooccurrence, 1),
  })
  try {
    if (lambda !== undefined) return read(solver.solve(lambda))
    let best: SolvedEase | undefined
    searchLambda(solver, fit, (links, _, isBest) => {
      if (isBest) best = read(links)
    })
    return best!
  } finally {
    task.end()
    await solver.dispose()
  }
}
