import type { ItemCounts } from '../../data/index.ts'
import type { Ranker } from '../../evaluate/index.ts'
import { type Csr, gram, interactionMatrix } from '../../sparse/index.ts'
import {
  columnSquares,
  EASE_MAX_ITEMS,
  type EaseLinks,
  EaseSolver,
  type FitOptions,
  gramOf,
  linkRanker,
  localEase,
  searchLambda,
  squaresOf,
} from '../../teachers/index.ts'
import { signedMatrix } from './signed.ts'
import { supported } from './support.ts'

/** Above this many items sub-problems, which rank as well in less time (docs/measurements/time.md). */
const WHOLE_MAX_ITEMS = 5000
/** Items that each item is regressed on in a sub-problem. */
const SUPPORT = 128

/** EASE-R's B, cut to a sparse matrix twice: the dense one is gone after the solve. */
export interface SolvedEase {
  lambda: number
  /** B at pairs with at least `minSupport` users: the memory's part. */
  supported: Csr
  /** B at every pair that any user shares, or at those of the sub-problems: the student's teacher. */
  full: Csr
}

/**
 * EASE-R with the signed X of {@link signedMatrix}: as a whole, or by sub-problems above
 * {@link WHOLE_MAX_ITEMS} items.
 *
 * @param lambda penalty; undefined: searched on validation
 */
export async function solveEase(
  fit: FitOptions,
  minSupport: number,
  lambda?: number,
): Promise<SolvedEase> {
  const counts = await fit.counts()
  const isWhole = fit.items <= WHOLE_MAX_ITEMS
  const task = fit.progress.task(isWhole ? 'ease: solving' : `ease: ${SUPPORT} items each`, 1)
  try {
    return await (isWhole ? solveWhole : solveParts)(fit, counts, minSupport, lambda)
  } finally {
    task.end()
  }
}

async function solveWhole(
  fit: FitOptions,
  counts: ItemCounts,
  minSupport: number,
  lambda?: number,
): Promise<SolvedEase> {
  const { cooccurrence } = counts
  const solver = await (fit.counted
    ? EaseSolver.ofGram(gramOf(counts, fit.users), fit.threads)
    : EaseSolver.create(signedOf(fit), fit.threads))
  const read = (links: EaseLinks): SolvedEase => ({
    lambda: links.lambda,
    supported: links.restrict(cooccurrence, minSupport),
    full: links.restrict(cooccurrence, 1),
  })
  try {
    return best((penalty) => solver.solve(penalty), read, fit, lambda)
  } finally {
    await solver.dispose()
  }
}

function solveParts(
  fit: FitOptions,
  counts: ItemCounts,
  minSupport: number,
  lambda?: number,
): SolvedEase {
  const products = productsOf(fit, counts)
  const solve = (penalty: number) => {
    const full = localEase(products.pairs, products.squares, { lambda: penalty, support: SUPPORT })
    return { lambda: penalty, full, ...linkRanker(full) }
  }
  const read = ({ lambda, full }: ReturnType<typeof solve>): SolvedEase => ({
    lambda,
    full,
    supported: supported(full, counts, minSupport),
  })
  return best(solve, read, fit, lambda)
}

/** Reads the links of one λ; without one, of the λ that validation chooses. */
function best<L extends Ranker>(
  solve: (lambda: number) => L,
  read: (links: L) => SolvedEase,
  fit: FitOptions,
  lambda?: number,
): SolvedEase {
  if (lambda !== undefined) return read(solve(lambda))
  let found: SolvedEase | undefined
  searchLambda(solve, fit, (links, _, isBest) => {
    if (isBest) found = read(links)
  })
  return found!
}

/**
 * XᵀX and its diagonal. With dislikes X is signed, but in a catalogue whose whole EASE-R would not fit:
 * the pairs of one user are too many there.
 */
function productsOf(
  fit: FitOptions,
  { affinity }: ItemCounts,
): { pairs: Csr; squares: Float32Array } {
  const isSigned = fit.split.fit.disliked && !fit.counted && fit.items <= EASE_MAX_ITEMS
  if (!isSigned) return { pairs: affinity, squares: columnSquares(fit) }
  const x = signedOf(fit)
  return { pairs: gram(x), squares: squaresOf(x) }
}

function signedOf({ split, items, factors }: FitOptions): Csr {
  return signedMatrix(interactionMatrix(split.fit, items, factors), split.fit)
}
