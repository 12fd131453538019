import type { ItemCounts, Sequences } from '../data/index.ts'
import { type Csr, filterEntries, interactionMatrix, valuesAt } from '../sparse/index.ts'
import {
  cosineLinks,
  dampedTransitions,
  EASE_MAX_ITEMS,
  type EaseLinks,
  EaseSolver,
  type FitOptions,
  itemUsers,
  searchLambda,
  type TextSource,
} from '../teachers/index.ts'
import { type PartName, type Parts, withTextProducts } from './memory.ts'

/** What a memory may be made from, as `--memory` names it. */
export type MemoryPart = 'ease' | 'transitions' | 'text'

/** The parts, and EASE-R's links on every co-occurring pair, which is what teaches. */
export interface FittedParts {
  parts: Parts
  ease: Csr | null
  lambda: number | null
}

/**
 * Builds the parts of a memory from fitted events. Links between items that fewer than
 * `minSupport` distinct users share are zero before anything is summed or multiplied (METHOD 3,
 * "Support"); text is public and stays.
 *
 * @param lambda EASE-R's penalty; undefined: chosen on validation
 */
export async function fitParts(
  options: FitOptions,
  { memory: wanted, minSupport }: { memory: readonly MemoryPart[]; minSupport: number },
  needEase: boolean,
  lambda?: number,
): Promise<FittedParts> {
  const counts = await options.counts()
  const { ordered, fit } = options.split
  const parts: Parts = {}
  const fits = options.items <= EASE_MAX_ITEMS
  let solved: Solved | null = null
  if (fits && (needEase || wanted.includes('ease')))
    solved = await solveEase(options, counts.cooccurrence, minSupport, lambda)
  if (wanted.includes('ease')) {
    if (solved) parts.ease = solved.supported
    else {
      options.progress.note(
        `memory: ${options.items} items are too many for ease, item-knn takes its place`,
      )
      parts['item-knn'] = supported(itemKnn(counts, fit, options.items), counts, minSupport)
    }
  }
  if (wanted.includes('transitions') && ordered)
    parts.transitions = supported(
      dampedTransitions(counts.transitions, 0.5, 0.15),
      counts,
      minSupport,
    )
  if (wanted.includes('text')) Object.assign(parts, await options.textNeighbours())
  const ease = solved?.taught ?? null
  return { parts: withTextProducts(parts), ease, lambda: solved?.lambda ?? null }
}

/** The parts that {@link fitParts} will give, before they are fitted. */
export function partNames(
  wanted: readonly MemoryPart[],
  ordered: boolean,
  texts: readonly TextSource[],
  items: number,
): PartName[] {
  const links = items <= EASE_MAX_ITEMS ? 'ease' : 'item-knn'
  const sources = wanted.includes('text') ? texts : []
  const transitions = wanted.includes('transitions') && ordered
  return [
    ...(wanted.includes('ease') ? [links as PartName] : []),
    ...(transitions ? ['transitions' as const] : []),
    ...sources,
    ...(transitions ? sources.map((source) => `${source}-transitions` as const) : []),
  ]
}

interface Solved {
  lambda: number
  /** B on pairs with enough support. */
  supported: Csr
  /** B on every pair that anybody shares. */
  taught: Csr
}

async function solveEase(
  options: FitOptions,
  cooccurrence: Csr,
  minSupport: number,
  lambda?: number,
): Promise<Solved> {
  const x = interactionMatrix(options.split.fit, options.items)
  const task = options.progress.task('ease: solving', 1)
  const solver = await EaseSolver.create(x, options.threads)
  const read = (links: EaseLinks): Solved => ({
    lambda: links.lambda,
    supported: links.restrict(cooccurrence, minSupport),
    taught: links.restrict(cooccurrence, 1),
  })
  try {
    if (lambda !== undefined) return read(solver.solve(lambda))
    let solved: Solved | undefined
    searchLambda(solver, options, (links, _, best) => {
      if (best) solved = read(links)
    })
    return solved!
  } finally {
    task.end()
    await solver.dispose()
  }
}

function itemKnn(counts: ItemCounts, fit: Sequences, items: number): Csr {
  return cosineLinks(counts.cooccurrence, itemUsers(fit, items), 200, 10)
}

/** The entries whose pair at least `minSupport` distinct users share. */
export function supported(links: Csr, counts: ItemCounts, minSupport: number): Csr {
  const shared = valuesAt(counts.cooccurrence, links)
  return filterEntries(links, (e) => shared[e] >= minSupport)
}

/** Fitted events without the items that fewer than `minSupport` users touched: those are cold. */
export function withoutRareItems(fit: Sequences, items: number, minSupport: number): Sequences {
  const users = itemUsers(fit, items)
  const keep: number[] = []
  const offsets = new Int32Array(fit.offsets.length)
  for (let row = 0; row + 1 < fit.offsets.length; row++) {
    for (let e = fit.offsets[row]; e < fit.offsets[row + 1]; e++)
      if (users[fit.item[e]] >= minSupport) keep.push(e)
    offsets[row + 1] = keep.length
  }
  return {
    offsets,
    item: Int32Array.from(keep, (e) => fit.item[e]),
    kind: Uint8Array.from(keep, (e) => fit.kind[e]),
    age: Float32Array.from(keep, (e) => fit.age[e]),
    time: fit.time && Float64Array.from(keep, (e) => fit.time![e]),
  }
}
