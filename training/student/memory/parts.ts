import { type Csr, multiply } from '../../sparse/index.ts'
import {
  columnSquares,
  cosineLinks,
  dampedTransitions,
  EASE_MAX_ITEMS,
  type FitOptions,
  type TextSource,
} from '../../teachers/index.ts'
import { solveEase } from './ease.ts'
import {
  type MemoryOptions,
  type MemoryPart,
  type PartName,
  type Parts,
  TEXT_SOURCES,
} from './settings.ts'
import { supported } from './support.ts'

/** item-knn in the place of `ease`: the k largest cosines per item, and their shrinkage. */
const ITEM_KNN = { k: 200, shrink: 10 }
/** Max entries per row of a product of text and links. */
const MAX_PRODUCT = 128

/** The parts of a memory. `lambda` and `ease` are null where EASE-R was not solved. */
export interface FittedParts {
  parts: Parts
  lambda: number | null
  /** EASE-R's links at every pair that any user shares: what the student learns from. */
  ease: Csr | null
}

/** What {@link fitParts} fits. */
export interface PartsRequest extends Pick<MemoryOptions, 'memory' | 'minSupport'> {
  /** Whether EASE-R is solved even if the memory does not use it, since it is a teacher. */
  needsEase: boolean
  /** EASE-R's penalty; undefined: searched on validation. */
  lambda?: number
}

/**
 * Fits the parts of a memory. Links between items with fewer than `minSupport` shared users are
 * removed before anything is summed or multiplied, so that the table reveals no single user
 * (docs/method.md#support). Text is public and stays.
 */
export async function fitParts(
  fit: FitOptions,
  { memory, minSupport, needsEase, lambda }: PartsRequest,
): Promise<FittedParts> {
  const counts = await fit.counts()
  const { split, items } = fit
  const parts: Parts = {}
  const isSolved = items <= EASE_MAX_ITEMS && (needsEase || memory.includes('ease'))
  const solved = isSolved ? await solveEase(fit, minSupport, lambda) : null
  if (memory.includes('ease')) {
    if (solved) parts.ease = solved.supported
    else {
      fit.progress.note(
        `memory: ${items} items are above the max of ${EASE_MAX_ITEMS} for ease: ` +
          'item-knn takes its place',
      )
      const { k, shrink } = ITEM_KNN
      const cosines = cosineLinks(counts.affinity, columnSquares(fit), k, shrink)
      parts['item-knn'] = supported(cosines, counts, minSupport)
    }
  }
  if (memory.includes('transitions') && split.ordered) {
    parts.transitions = supported(dampedTransitions(counts.transitions), counts, minSupport)
  }
  if (memory.includes('text')) Object.assign(parts, await fit.textNeighbours())
  return {
    parts: withTextProducts(parts),
    lambda: solved?.lambda ?? null,
    ease: solved?.full ?? null,
  }
}

/** Adds the products of text neighbours with transitions and EASE-R. */
function withTextProducts(parts: Parts): Parts {
  const all = { ...parts }
  for (const source of TEXT_SOURCES)
    for (const events of ['transitions', 'ease'] as const) {
      const [text, links] = [parts[source], parts[events]]
      if (text && links) all[`${source}-${events}`] = multiply(text, links, MAX_PRODUCT)
    }
  return all
}

/** The parts of {@link fitParts} that a default memory sums, known before they are fitted. */
export function partNames(
  memory: readonly MemoryPart[],
  ordered: boolean,
  texts: readonly TextSource[],
  items: number,
): PartName[] {
  const names: PartName[] = []
  const hasTransitions = memory.includes('transitions') && ordered
  const sources = memory.includes('text') ? texts : []
  if (memory.includes('ease')) names.push(items <= EASE_MAX_ITEMS ? 'ease' : 'item-knn')
  if (hasTransitions) names.push('transitions')
  names.push(...sources)
  if (hasTransitions) for (const source of sources) names.push(`${source}-transitions`)
  return names
}
