import { type Csr, multiply } from '../../sparse/index.ts'
import { dampedTransitions, type FitOptions, type TextSource } from '../../teachers/index.ts'
import { backOffParts } from './back-off.ts'
import { solveEase } from './ease.ts'
import {
  type MemoryOptions,
  type MemoryPart,
  type PartName,
  type Parts,
  TEXT_SOURCES,
} from './settings.ts'
import { supported } from './support.ts'

/** Max entries per row of a product of text and links. */
const MAX_PRODUCT = 128

/** The parts of a memory. `lambda` and `ease` are null where EASE-R was not solved. */
export interface FittedParts {
  parts: Parts
  lambda: number | null
  /** EASE-R's links, without a minimum of users: what the student learns from. */
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
  const { split } = fit
  const parts: Parts = {}
  const isNeeded = needsEase || memory.includes('ease')
  const solved = isNeeded ? await solveEase(fit, minSupport, lambda) : null
  if (memory.includes('ease')) parts.ease = solved!.supported
  if (memory.includes('transitions') && split.ordered) {
    parts.transitions = supported(dampedTransitions(counts.transitions), counts, minSupport)
    if (counts.backOff) Object.assign(parts, backOffParts(counts.backOff, fit.users))
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
): PartName[] {
  const names: PartName[] = []
  const hasTransitions = memory.includes('transitions') && ordered
  const sources = memory.includes('text') ? texts : []
  if (memory.includes('ease')) names.push('ease')
  if (hasTransitions) names.push('transitions')
  names.push(...sources)
  if (hasTransitions) for (const source of sources) names.push(`${source}-transitions`)
  return names
}
