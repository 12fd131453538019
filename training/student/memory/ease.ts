import { type Csr, interactionMatrix } from '../../sparse/index.ts'
import {
  type EaseLinks,
  EaseSolver,
  type FitOptions,
  gramOf,
  searchLambda,
} from '../../teachers/index.ts'

/** EASE-R's B, cut to a sparse matrix twice: the dense one is gone after the solve. */
export interface SolvedEase {
  lambda: number
  /** B at pairs with at least `minSupport` users: the memory's part. */
  supported: Csr
  /** B at every pair that any user shares: the student's teacher. */
  full: Csr
}

/** @param lambda penalty; undefined: searched on validation */
export async function solveEase(
  fit: FitOptions,
  minSupport: number,
  lambda?: number,
): Promise<SolvedEase> {
  const counts = await fit.counts()
  const { cooccurrence } = counts
  const task = fit.progress.task('ease: solving', 1)
  const solver = await (fit.counted
    ? EaseSolver.ofGram(gramOf(counts, fit.users), fit.threads)
    : EaseSolver.create(interactionMatrix(fit.split.fit, fit.items, fit.factors), fit.threads))
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
